/** Which step on the page is being asked approval for, and what a request of a step is for. */
import { createStore } from '../../client/store.ts';
import type { Wanted } from '../../client/approvals.ts';

/** The key of the step whose form is open; null when none is. */
export const asking = createStore<string | null>(null);

interface Step {
  runbook: string;
  id: string;
  digest: string;
}

interface Now {
  state: { environment: string };
  values: Readonly<Record<string, string>>;
}

/** Takes a step and what it would run with; gives what a request would be for. */
export function wantedOf({ runbook, id, digest }: Step, { state, values }: Now): Wanted {
  return { runbook, step: id, digest, environment: state.environment, parameters: values };
}
