/** Runs of a walkthrough, whoever made them, as the page's steps show them. */
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { WalkRun, WalkView } from '../../common/walkthrough.ts';
import { get } from './http.ts';
import { at, keyOf, ofWalkthrough, record, runs } from './run-store.ts';

/** Runs whose records are on their way, or cannot be had. */
const asked = new Set<RunId>();

/**
 * Takes a walkthrough, a run of it, and the newest entry when this page came to it (null while unknown); keeps the run as the
 * latest of its step. One that begins while one looks on is shown as it happens.
 */
export function keepRun(view: WalkView, run: WalkRun, since: number | null): void {
  ofWalkthrough.set(run.id, view.id);
  const known = at(runs.get(), keyOf(placeOf(view, run))).latest;
  if (known?.id === run.id) {
    if (known.state !== run.state) record({ ...known, ...run });
    return;
  }
  const began = view.entries.findLast((entry) => entry.kind === 'run' && entry.run === run.id)?.seq ?? 0;
  const isNew = since !== null && began > since;
  if (asked.has(run.id)) return;
  asked.add(run.id);
  void get<{ run: Run }>(`/api/runs/${run.id}`).then((answer) => {
    // One whose owner took it back from the others is not asked for again.
    if (answer.ok || answer.problem.code === 'away') asked.delete(run.id);
    if (!answer.ok) return;
    const { asking } = at(runs.get(), keyOf(placeOf(view, run)));
    // A terminal that takes the keys is only for who began it here.
    record(answer.value.run, asking || (isNew && !run.interactive));
  });
}

function placeOf(view: WalkView, { step }: WalkRun) {
  return { environment: view.environment, runbook: view.runbook, step, walkthrough: view.id };
}
