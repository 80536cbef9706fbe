/** Types into an interactive step what its practice script says, each time once the step has asked. */
import { setTimeout as pause } from 'node:timers/promises';
import { plain } from '../../common/catalog/expect.ts';
import type { Typed } from '../../common/catalog/practice-script.ts';
import type { TerminalSize } from '../../common/run.ts';
import { screenOf } from './screen.ts';
import type { WatchedRun } from './watched-run.ts';

/** A program that has asked is given this long without printing anything before keys come: many drop what comes before they are ready. */
const quietMs = 250;
const longestQuietMs = 2_000;
/** How long the screen may take to show what is waited for. Seconds. */
const longestWait = 30;

/** Takes a run, its script, its terminal's size and how long it may take (seconds); types. Gives why it could not, or null. */
export async function type(run: WatchedRun, script: readonly Typed[], { size, patience }: { size: TerminalSize; patience: number }): Promise<string | null> {
  const wait = Math.min(longestWait, patience);
  let typedAt = 0;
  let before = '';
  for (const [at, { after, keys }] of script.entries()) {
    const waited = at === 0 ? '' : `, after the keys number ${at} were typed`;
    if (!(await appears(run, after, { typedAt, before, size, ms: wait * 1000 }))) {
      return run.isOver ? `It ended before “${after}” came onto the screen${waited}.` : `“${after}” did not come onto the screen within ${wait} s${waited}.`;
    }
    await settle(run);
    if (run.isOver) return `It ended before the keys that follow “${after}” could be typed.`;
    typedAt = run.printed;
    before = await screenOf(run.since(0), size);
    await run.type(keys);
  }
  return null;
}

interface Since { typedAt: number; before: string; size: TerminalSize; ms: number }

/** Either it was printed since the last keys, or it stands on the screen now and did not before: programs repaint what changed. */
async function appears(run: WatchedRun, text: string, { typedAt, before, size, ms }: Since): Promise<boolean> {
  const isPrinted = () => plain(run.since(typedAt).toString()).includes(text);
  for (const late = Date.now() + ms; Date.now() < late; ) {
    const seen = run.printed;
    if (await run.until(() => isPrinted() || run.printed > seen, Math.min(1_000, late - Date.now())) && isPrinted()) return true;
    if (!before.includes(text) && run.printed > typedAt && (await screenOf(run.since(0), size)).includes(text)) return true;
    if (run.isOver) return isPrinted();
  }
  return false;
}

async function settle(run: WatchedRun): Promise<void> {
  for (const late = Date.now() + longestQuietMs; Date.now() < late && !run.isOver; ) {
    const left = run.lastAt + quietMs - Date.now();
    if (left <= 0) return;
    await pause(left);
  }
}
