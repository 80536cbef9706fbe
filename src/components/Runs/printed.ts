/** What a run printed, as its terminal shows it in the end: for comparing, so bounded. */
import type { Run } from '../../../common/run.ts';

export type Printed = { text: string } | { problem: string };

/** More than anybody compares by eye, in bytes; the whole of it can be downloaded. */
const most = 1024 * 1024;

/** Takes a run; gives its output as text, or a sentence on why it cannot be had. */
export async function printedBy(run: Run): Promise<Printed> {
  if (run.outputRemovedAt !== undefined) return { problem: 'Its output is not kept any more.' };
  if (run.end > most) return { problem: `It printed ${(run.end / most).toFixed(1)} MiB, which is too much to compare here. Download both from their pages.` };
  try {
    const answer = await fetch(`/api/runs/${run.id}/recording?as=text`, { credentials: 'same-origin', cache: 'no-store' });
    return answer.ok ? { text: await answer.text() } : { problem: 'Its output cannot be read. Reload the page, or open the run by itself.' };
  } catch {
    return { problem: 'The server does not answer. Reload the page in a moment.' };
  }
}
