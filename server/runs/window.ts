/** Whether a plan would change something on a target outside its maintenance window. Pure. */
import { describeWindow, isOpen } from '../../common/catalog/window.ts';
import type { Plan } from './plan.ts';

/** Takes a plan and the time (ms); gives the window in words when the step changes something outside of it, else null. */
export function outsideWindow({ runbook, target, effect }: Plan, now: number): string | null {
  const window = target === null ? null : runbook.targets[target]?.window ?? null;
  return effect === 'read' || window === null || isOpen(window, now) ? null : describeWindow(window);
}
