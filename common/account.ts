/** What the server tells of people, their rights, sessions and tokens, as pages and the command line show it. */
import type { Effect } from './catalog/effect.ts';
import type { Right, Role } from './rights.ts';

/** What one may do in an environment with the steps of one effect: how many there are, and what is asked before they run. */
export interface Allowance {
  readonly steps: number;
  /** of these, how many the rules forbid; `why` says why the first */
  readonly forbidden: number;
  readonly why: string;
  /** how many ask that something is typed, ask for a reason, and wait for others */
  readonly confirm: number;
  readonly reason: number;
  readonly approval: number;
  /** how many others have to approve, at most */
  readonly approvals: number;
}

export interface EnvironmentAllowance {
  readonly name: string;
  readonly title: string;
  readonly effects: Readonly<Record<Effect, Allowance>>;
}

export interface SessionSeen {
  readonly id: string;
  /** browser and system, in a few words */
  readonly agent: string;
  readonly begunBy: 'link' | 'password' | 'provider';
  /** Unix milliseconds */
  readonly createdAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
  /** the one that asks */
  readonly isThis: boolean;
}

/** A token as its owner sees it. */
export interface TokenTold {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly Right[];
  /** null: every environment */
  readonly environments: readonly string[] | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

export interface Account {
  readonly person: { readonly id: string; readonly name: string };
  readonly roles: readonly Role[];
  readonly rights: readonly Right[];
  readonly groups: readonly string[];
  readonly environments: readonly EnvironmentAllowance[];
  /** `changedAt` is null where there is none; `needsOld` is whether the old one is needed to choose another */
  readonly password: { readonly changedAt: number | null; readonly needsOld: boolean; readonly shortest: number };
  readonly sessions: readonly SessionSeen[];
  readonly tokens: readonly TokenTold[];
  /** what a token of theirs can be made for, and for how many days at most and usually */
  readonly tokenChoice: { readonly rights: readonly Right[]; readonly mostDays: number; readonly usualDays: number };
}

export interface PersonTold {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  readonly since: number;
  readonly disabledAt: number | null;
  readonly hasPassword: boolean;
  /** until when their name takes no password; null when it does */
  readonly lockedUntil: number | null;
  /** when a session of theirs was last used; null when they have none */
  readonly usedAt: number | null;
}
