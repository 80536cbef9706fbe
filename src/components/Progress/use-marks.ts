/** The marks of all steps of the page, from this person's runs, ticks and requests, kept current. */
import { useMemo, useSyncExternalStore } from 'react';
import { requests } from '../../client/approvals.ts';
import { openPage, type Page, targetName, valueOf } from '../../client/page.ts';
import { at, keyOf, runs } from '../../client/run-store.ts';
import { type Mark, markOf } from '../../client/step-mark.ts';
import { useStore } from '../../client/store.ts';
import { walking } from '../../client/walking.ts';
import { useNow } from '../Freshness/clock.ts';
import { isFresh, readTick, tickKey } from '../Manual/tick.ts';
import { followTicks } from '../Manual/use-tick.ts';

/** Takes a page, who looks at it and the ids of its steps; gives each step's mark. */
export function useMarks(page: Page, person: string, steps: readonly string[]): Readonly<Record<string, Mark>> {
  const state = useStore(page.state, (value) => value);
  // Once it is open, its steps have made themselves known.
  const open = useStore(openPage, (value) => value);
  const known = useStore(runs, (value) => value);
  const walk = useStore(walking, (value) => value);
  const asked = useStore(requests, (value) => value?.own ?? null);
  const now = useNow();
  const ticked = useTicked(page.runbook, person, steps);
  return useMemo(() => {
    const waiting = new Set((asked ?? []).filter((one) => one.state === 'waiting' && one.runbook === page.runbook && one.environment === state.environment).map(({ step }) => step));
    const markAt = (id: string): Mark => {
      const step = open?.steps.get(id);
      const inWalk = walk?.steps.has(id) === true ? walk : null;
      if (step === undefined || step.digest === '') return (inWalk === null ? ticked.includes(`|${id}|`) : inWalk.ticks[id]?.done === true) ? 'good' : 'none';
      const values = Object.fromEntries(step.parameters.map((one) => [one.name, valueOf(state, one)] as const));
      const target = state.values[targetName];
      const run = at(known, keyOf({ runbook: page.runbook, step: id, environment: state.environment, walkthrough: inWalk?.id })).latest;
      return markOf({ run, digest: step.digest, values: target === undefined ? values : { ...values, [targetName]: target }, waits: waiting.has(id) }, now ?? 0);
    };
    return Object.fromEntries(steps.map((id) => [id, markAt(id)]));
  }, [page, state, open, known, walk, asked, now, ticked, steps]);
}

/** The ids that are ticked off, as one text, so that it is the same while nothing changes. */
function useTicked(runbook: string, person: string, steps: readonly string[]): string {
  return useSyncExternalStore(followTicks, () => {
    const now = Date.now();
    return steps.filter((id) => isFresh(readTick(localStorage, tickKey(person, runbook, id)), now)).map((id) => `|${id}|`).join('');
  }, () => '');
}
