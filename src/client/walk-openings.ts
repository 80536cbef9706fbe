/** The open walkthroughs of the runbook on the page: asked for when somebody is logged in, and again when they come back to it. */
import type { BeginAsked, WalkList, WalkView } from '../../common/walkthrough.ts';
import { type Answer, get, post } from './http.ts';
import { type Page, unchosen, valueOf } from './page.ts';
import { fittingValues } from './deep-link.ts';
import { newKey } from './run-actions.ts';
import { createStore } from './store.ts';

export const openings = createStore<(WalkList & { runbook: string }) | null>(null);

/** Takes a runbook; looks what is open there now, and whenever somebody comes back to the page. Gives what ends that. */
export function lookForOpen(runbook: string): () => void {
  const look = () => { if (document.visibilityState === 'visible') void ask(runbook); };
  look();
  document.addEventListener('visibilitychange', look);
  return () => { document.removeEventListener('visibilitychange', look); };
}

const asking = new Map<string, Promise<void>>();

/** Every heading asks; one question is enough for all of them. */
function ask(runbook: string): Promise<void> {
  const asked = asking.get(runbook) ?? get<WalkList>(`/api/walkthroughs?${new URLSearchParams({ open: 'true', runbook, limit: '50' }).toString()}`)
    .then((answer) => { if (answer.ok) openings.set({ ...answer.value, runbook }); })
    .finally(() => asking.delete(runbook));
  asking.set(runbook, asked);
  return asked;
}

/** Takes a page and a procedure of it; begins a walkthrough with the page's environment and the values that fit. */
export function begin(page: Page, procedure: string): Promise<Answer<{ walkthrough: WalkView }>> {
  const state = page.state.get();
  const left = unchosen(state) || Object.values(state.left).join(' ');
  // What the server would put there is not what somebody asked for.
  if (left !== '') return Promise.resolve({ ok: false, problem: { code: 'parameter-missing', message: left, details: {} } });
  const declared = new Map([...page.steps.values()].flatMap(({ parameters }) => parameters).map((one) => [one.name, one] as const));
  const parameters = fittingValues([...declared.values()], (parameter) => valueOf(state, parameter));
  const body: BeginAsked = { runbook: page.runbook, procedure, environment: state.environment, parameters };
  return post('/api/walkthroughs', body, newKey());
}
