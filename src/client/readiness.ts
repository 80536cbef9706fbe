/** May this step be run here and now, as far as the page can tell? The server decides; this saves asking in vain. */
import type { Foreseen } from '../../common/policy.ts';
import type { Session } from './session.ts';

export type Readiness =
  | { may: true }
  | { may: false; kind: 'login' | 'away' | 'off' | 'target' | 'denied' | 'waits' | 'choose'; why: string };

interface Question {
  session: Session;
  environment: string;
  /** environments the runbook may run in */
  allowed: readonly string[];
  /** targets the step is for; empty means all */
  only: readonly string[];
  /** the target chosen on the page; empty when the runbook has none */
  target: string;
  /** what the server said it would decide, once it has */
  foreseen?: Foreseen | undefined;
  /** what has to be chosen first, as a link asked for what is not to be had; empty or left out when nothing */
  unchosen?: string | undefined;
  /** why it is not one's turn in the walkthrough; empty or left out when nothing is in the way */
  waits?: string | undefined;
}

const ready: Readiness = { may: true };

/** Takes who asks, where, and for which target; gives whether to offer Run, and if not, why. */
export function readinessOf({ session, environment, allowed, only, target, foreseen, unchosen, waits }: Question): Readiness {
  if (only.length > 0 && target !== '' && !only.includes(target)) {
    return { may: false, kind: 'target', why: `Only for ${only.join(', ')}. The target of this page is ${target}.` };
  }
  if (!allowed.includes(environment)) {
    return { may: false, kind: 'off', why: `This runbook is not for the environment “${environment}”. It is for: ${allowed.join(', ')}.` };
  }
  switch (session.state) {
    // Not known yet: Run waits for the answer, so that the page need not.
    case 'unknown': return ready;
    case 'out': return { may: false, kind: 'login', why: 'Log in to run steps: with your password, or by a login link. `make start` prints one.' };
    case 'away': return { may: false, kind: 'away', why: 'The server does not answer. Reading and copying still work.' };
    case 'in': break;
  }
  if (unchosen) return { may: false, kind: 'choose', why: unchosen };
  if (waits) return { may: false, kind: 'waits', why: waits };
  return readinessIn(session, environment, target) ?? (foreseen?.decision === 'deny' ? { may: false, kind: 'denied', why: foreseen.reason } : ready);
}

/** What keeps a step from running in an environment that the server tells of, whatever its rules; null when nothing does. */
function readinessIn({ environments }: Extract<Session, { state: 'in' }>, environment: string, target: string): Readiness | null {
  const found = environments.find(({ name }) => name === environment);
  if (found === undefined) {
    const known = environments.map(({ name }) => name).join(', ');
    return { may: false, kind: 'off', why: `There is no environment “${environment}” here. There is: ${known}.` };
  }
  if (!found.on) return { may: false, kind: 'off', why: found.why };
  if (target !== '' && found.targets !== null && !found.targets.includes(target)) {
    return { may: false, kind: 'target', why: `${found.title} does not offer the target ${target}. It offers: ${found.targets.join(', ')}.` };
  }
  return null;
}
