/**
 * Does a step look at its own result? What counts, here and everywhere:
 * - an `expect` that names some text; `…` alone fits everything and counts for nothing,
 * - a transcript that shows at least one answer,
 * - an `exit` without 0: the step says that the command must not succeed. `exit=0,1` only allows more and asserts nothing,
 * - a file step: it either leaves exactly the text that is shown, or fails.
 * A step done by hand can look at nothing, so it counts neither for nor against.
 */
import { parseConsole } from './console.ts';
import type { Step } from './step.ts';

export interface Coverage {
  /** steps that look at their result */
  asserting: number;
  /** steps that could: all but those done by hand */
  steps: number;
}

/** Takes a step; tells whether more than the plain end of its command is looked at. */
export function asserts(step: Step): boolean {
  if (step.kind !== 'runnable') return step.kind === 'file';
  if (names(step.expect ?? '') || !step.exit.includes(0)) return true;
  return step.language === 'console' && parseConsole(step.source).exchanges.some(({ expected }) => names(expected));
}

/** Takes steps; gives how many look at their result, of those that could. */
export function coverageOf(steps: readonly Step[]): Coverage {
  const able = steps.filter(({ kind }) => kind !== 'manual');
  return { asserting: able.filter(asserts).length, steps: able.length };
}

function names(expected: string): boolean {
  return expected.replaceAll('…', '').trim() !== '';
}
