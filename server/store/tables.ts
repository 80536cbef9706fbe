/** The tables of the server's database, as Kysely sees them. Times are Unix milliseconds, truth values 0 and 1. */
import type { Generated } from 'kysely';
import type { Ending } from '../../common/approval.ts';
import type { Outcome } from '../../common/history.ts';
import type { Outcome as EndOutcome, Reach } from '../../common/subscription.ts';

export interface Tables {
  /** `roles` and `groups` are JSON lists */
  persons: { id: string; name: string; created_at: number; roles: string; groups: string; disabled_at: number | null };
  /** login links, by the hash of their secret */
  links: { hash: string; person: string; expires_at: number; used_at: number | null };
  /** of browsers; `begun_by` is how somebody showed who they are, `agent` their browser in a few words */
  sessions: { hash: string; person: string; created_at: number; expires_at: number; begun_by: string; used_at: number; agent: string };
  /** one's password, as a PHC string of Argon2id */
  passwords: { person: string; hash: string; changed_at: number };
  /** passwords that were tried and not found right, by the name they were tried for, whether or not somebody has it */
  login_attempts: { name: string; failures: number; last_at: number; locked_until: number };
  /** personal access tokens by the hash of their secret; `rights` and `environments` are JSON lists, null means all */
  tokens: {
    id: string; hash: string; person: string; name: string; rights: string; environments: string | null;
    created_at: number; expires_at: number; used_at: number | null;
  };
  /** persons whom an identity provider names, by its issuer and subject, since when, and their e-mail address where it has verified one */
  identities: { issuer: string; subject: string; person: string; at: number; email: Generated<string> };
  /** sessions that were begun there; `sid` is the provider's own name of the login, empty when it gives none */
  sign_on_sessions: { session: string; issuer: string; subject: string; sid: string };
  /** index of runs: what lists and checks ask for, and the record itself as JSON */
  runs: {
    id: string;
    person: string;
    environment: string;
    runbook: string;
    step: string;
    digest: string;
    /** 0 queued, 1 starting, 2 running, 3 over: a record never goes back */
    progress: number;
    as_expected: number | null;
    queued_at: number;
    ended_at: number | null;
    /** whether the runner has taken it */
    taken: number;
    /** slug of the heading that its step stood under; empty where nobody said */
    procedure: string;
    /** how it stands, as history is filtered by it */
    outcome: Outcome;
    record: string;
  };
  /** where chains of the record stood */
  audit_heads: { chain: string; seq: number; hash: string };
  /** runs that everybody who is logged in may watch, and since when */
  shares: { run: string; at: number };
  /** when somebody last began anew in an environment */
  resets: { person: string; environment: string; at: number };
  /** what somebody has done in practice: scenarios solved, stops of the first day made; the fewest hints and minutes it took */
  progress: { person: string; item: string; at: number; times: number; hints: number | null; minutes: number | null };
  /** requests that others let one run: how each ended (null while it is open), and as JSON what was asked and what the workspace was like */
  approvals: {
    id: string; person: string; needed: number; asked_at: number; expires_at: number; ending: Ending | null; ended_at: number | null;
    ended_by: string; why: string; run: string | null; record: string; facts: string | null;
  };
  approval_votes: { approval: string; person: string; at: number; reason: string };
  /** one row each; `head` and `texts` are JSON. The columns beside them are for lists */
  walkthroughs: {
    id: string; runbook: string; procedure: string; environment: string; begun_by: string; begun_key: string; begun_at: number;
    ended_at: number | null; is_going: number; head: string; texts: string;
  };
  /** what was done in one, as JSON; added, never changed */
  walkthrough_entries: { walkthrough: string; seq: number; at: number; by: string; key: string | null; run: string | null; body: string };
  /** whoever did something in one */
  walkthrough_people: { walkthrough: string; person: string };
  /** what is to be told outside, in order; `body` is JSON, `done_at` when it was taken or given up */
  outbox: { id: Generated<number>; key: string; kind: string; lane: string; body: string; attempts: number; created_at: number; next_at: number; done_at: number | null };
  /** which link in which message at Slack shows what */
  slack_unfurls: { subject: string; channel: string; ts: string; url: string; unfurl_id: string; source: string; at: number };
  announcements: {
    id: string; person: string; key: string; environment: string; runbook: string; step: string; channel: string; text: string;
    state: 'sending' | 'posted' | 'refused' | 'practised'; permalink: string; at: number;
  };
  /** ends that somebody waits for (`told_at` null), or was told of; `channel` is Slack's id of one that is told too, or empty */
  subscriptions: {
    person: string; kind: 'run' | 'walkthrough'; subject: string; runbook: string; title: string; environment: string; channel: string; reach: Reach; at: number;
    told_at: number | null; outcome: EndOutcome | null;
  };
  /** idempotency keys: the same key and request give the same run for ever */
  run_keys: { person: string; key: string; request: string; run: string };
}
