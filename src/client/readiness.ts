/** May this step be run here and now, as far as the page can tell? The server decides; this saves asking in vain. */
import type { Session } from './session.ts';

export type Readiness =
  | { may: true }
  | { may: false; kind: 'login' | 'away' | 'off' | 'target'; why: string };

interface Question {
  session: Session;
  environment: string;
  /** environments the runbook may run in */
  allowed: readonly string[];
  /** targets the step is for; empty means all */
  only: readonly string[];
  /** the target chosen on the page; empty when the runbook has none */
  target: string;
}

const ready: Readiness = { may: true };

/** Takes who asks, where, and for which target; gives whether to offer Run, and if not, why. */
export function readinessOf({ session, environment, allowed, only, target }: Question): Readiness {
  if (only.length > 0 && target !== '' && !only.includes(target)) {
    return { may: false, kind: 'target', why: `Only for ${only.join(', ')}. The target of this page is ${target}.` };
  }
  if (!allowed.includes(environment)) {
    return { may: false, kind: 'off', why: `This runbook is not for the environment “${environment}”. It is for: ${allowed.join(', ')}.` };
  }
  switch (session.state) {
    // Not known yet: Run waits for the answer, so that the page need not.
    case 'unknown': return ready;
    case 'out': return { may: false, kind: 'login', why: 'Open a login link to run steps. `make start` prints one.' };
    case 'away': return { may: false, kind: 'away', why: 'The server does not answer. Reading and copying still work.' };
    case 'in': break;
  }
  const found = session.environments.find(({ name }) => name === environment);
  if (found === undefined) {
    const known = session.environments.map(({ name }) => name).join(', ');
    return { may: false, kind: 'off', why: `There is no environment “${environment}” here. There is: ${known}.` };
  }
  if (!found.on) return { may: false, kind: 'off', why: found.why };
  if (target !== '' && found.targets !== null && !found.targets.includes(target)) {
    return { may: false, kind: 'target', why: `${found.title} does not offer the target ${target}. It offers: ${found.targets.join(', ')}.` };
  }
  return ready;
}
