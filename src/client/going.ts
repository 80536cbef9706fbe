/** This person's runs that go on, wherever they were started: asked for again and again while anybody looks. */
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { get } from './http.ts';
import { record, runs } from './run-store.ts';
import { createStore } from './store.ts';

/** Oldest first, so that none jumps away from under a finger when another begins. */
export const going = createStore<readonly Run[]>([]);

/** Between two looks, in milliseconds. */
const every = 4_000;

/** Looks now and then until the returned function is called; at once when a run of this page begins or ends. */
export function lookForGoing(): () => void {
  const look = () => { if (document.visibilityState === 'visible') void refresh(); };
  const timer = setInterval(look, every);
  let known = liveKey();
  const unsubscribe = runs.subscribe(() => {
    const now = liveKey();
    if (now === known) return;
    known = now;
    look();
  });
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    clearInterval(timer);
    unsubscribe();
    document.removeEventListener('visibilitychange', look);
  };
}

/** Takes what was listed; gives the ones that go on, oldest first. */
export function stillGoing(listed: readonly Run[]): Run[] {
  return listed.filter(({ state }) => !isOver(state)).sort((one, other) => one.queuedAt - other.queuedAt || (one.id < other.id ? -1 : 1));
}

async function refresh(): Promise<void> {
  const answer = await get<{ runs: Run[] }>('/api/runs?going=true&limit=200');
  // Without an answer the last list stands: the runs go on whether the server answers or not.
  if (!answer.ok) return;
  answer.value.runs.forEach((run) => { record(run); });
  going.set(stillGoing(answer.value.runs));
}

function liveKey(): string {
  return [...runs.get().values()].flatMap(({ latest }) => (latest !== null && !isOver(latest.state) ? [latest.id] : [])).sort().join();
}
