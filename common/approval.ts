/**
 * A request that others let one run: its states, and what may be done in each, purely. Somebody else approves it, as many
 * as the rules ask for, each once; one refusal ends it, as does a quarter of an hour. Approved, it is good for one run of
 * just what was asked.
 */

/** From asking to running, in milliseconds. */
export const approvalLifeMs = 15 * 60_000;

export const endings = ['refused', 'withdrawn', 'expired', 'void', 'used'] as const;
export type Ending = (typeof endings)[number];
export type ApprovalState = 'waiting' | 'approved' | Ending;

export interface Vote {
  readonly person: string;
  /** Unix milliseconds */
  readonly at: number;
  readonly reason: string;
}

export interface Standing {
  readonly requester: string;
  /** how many others have to approve */
  readonly needed: number;
  /** Unix milliseconds */
  readonly expiresAt: number;
  readonly ending: Ending | null;
  /** of those who approved, whether or not they still may */
  readonly votes: readonly Vote[];
}

/** Tells whether somebody may approve, by the roles they have now. */
export type MayApprove = (person: string) => boolean;

/** Takes how it stands, the time and who may approve now; gives its state. */
export function stateOf(standing: Standing, now: number, may: MayApprove): ApprovalState {
  if (standing.ending !== null) return standing.ending;
  if (now >= standing.expiresAt) return 'expired';
  return counted(standing, may).length >= standing.needed ? 'approved' : 'waiting';
}

/** Takes how it stands and who may approve now; gives the persons whose approval counts, each once. */
export function counted({ requester, votes }: Standing, may: MayApprove): string[] {
  return [...new Set(votes.map(({ person }) => person))].filter((person) => person !== requester && may(person));
}

export const acts = ['approve', 'refuse', 'withdraw', 'use', 'void'] as const;
export type Act = (typeof acts)[number];

/** Why an act cannot be done; `over` is told with the state. */
export type Fault = 'over' | 'own' | 'not-allowed' | 'twice' | 'not-theirs' | 'waiting';

/** Takes how it stands, an act, who does it, the time and who may approve now; gives why it cannot be done, or null. */
export function faultOf(standing: Standing, act: Act, by: string, now: number, may: MayApprove): Fault | null {
  const isRequester = by === standing.requester;
  if ((act === 'withdraw' || act === 'use') && !isRequester) return 'not-theirs';
  const state = stateOf(standing, now, may);
  if (state !== 'waiting' && state !== 'approved') return 'over';
  switch (act) {
    case 'approve':
    case 'refuse':
      if (isRequester) return 'own';
      if (!may(by)) return 'not-allowed';
      return act === 'approve' && standing.votes.some(({ person }) => person === by) ? 'twice' : null;
    case 'use': return state === 'approved' ? null : 'waiting';
    default: return null;
  }
}

/** Takes a state; tells whether nothing can come of it any more. */
export function isEnded(state: ApprovalState): state is Ending {
  return state !== 'waiting' && state !== 'approved';
}

/** A request as whoever asked or may approve sees it in a list. */
export interface ApprovalGlance {
  id: string;
  state: ApprovalState;
  /** why it ended so; empty when that needs no words */
  why: string;
  /** Unix milliseconds */
  askedAt: number;
  expiresAt: number;
  /** null while it is open */
  endedAt: number | null;
  person: { id: string; name: string };
  reason: string;
  environment: string;
  environmentTitle: string;
  runbook: string;
  step: string;
  title: string;
  target: string | null;
  effect: string;
  /** which run it is for */
  parameters: Readonly<Record<string, string>>;
  digest: string;
  needed: number;
  votes: { person: string; name: string; at: number; reason: string; counts: boolean }[];
  /** who ended it, by name; empty when nobody did */
  endedBy: string;
  /** the run it was used for */
  run: string | null;
  /** whether it is one's own */
  isOwn: boolean;
  /** whether one may approve or refuse it now */
  mayDecide: boolean;
  /** the server's time, Unix milliseconds, to tell how much is left by a clock that is not ours */
  now: number;
}
