/** How the time of a practice world goes, as its file says it: our time, its time (Unix ms) and its rate (server/practice/clock.ts). */
import { readFileSync } from 'node:fs';
import type { EnvironmentTime } from '../../../common/panel.ts';

/** Less than this ahead is as ours, in milliseconds: ages have seconds. */
const same = 500;

/** Takes the file; gives how the time goes, null while it is as ours and where nothing is said. */
export function timeIn(file: string): EnvironmentTime | null {
  const [from = NaN, then = NaN, rate = NaN] = textIn(file).split(' ').map(Number);
  if (!Number.isFinite(from) || !Number.isFinite(then) || !(rate >= 1)) return null;
  return rate === 1 && Math.abs(then - from) < same ? null : { from, then, rate };
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
