/**
 * What the server records: decisions and acts, each before it is done. No secret is ever part of an event. Parameters are,
 * for they say what was done to what; a step that needs a secret gets it another way.
 */
import type { Effect } from '../../common/catalog/effect.ts';
import type { ChainAnchor, ChainHead } from '../../common/chain.ts';
import type { ErrorCode } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PenAct } from '../../common/protocol/pen.ts';
import type { Right, Role } from '../../common/rights.ts';
import type { Recording } from '../../common/run.ts';
import type { RunState } from '../../common/run-state.ts';
import type { WalkAct } from '../../common/walkthrough.ts';

/** What a run is about, as asked for. */
export interface Subject {
  person: string;
  environment: string;
  runbook: string;
  step: string;
  digest: string;
  parameters: Readonly<Record<string, string>>;
}

export type AuditEvent =
  | { kind: 'server-started'; version: string }
  | { kind: 'server-stopped' }
  /** a line that a crash left unfinished was cut off */
  | { kind: 'record-mended'; cut: number }
  /** the record was known to go on to `known`, and ended at `found` when it was opened: what stood between is lost */
  | { kind: 'record-short'; known: ChainHead; found: ChainHead }
  /** where the record of a runner stood when the server met it, when it began to drain, or when it answered last */
  | { kind: 'runner-met' | 'runner-draining' | 'runner-gone'; runner: ChainAnchor }
  | { kind: 'audit-searched' | 'audit-exported'; by: string; chain: string; wanted: Readonly<Record<string, string | number>> }
  /** from here on these hold: each environment with the digest of its definition */
  | { kind: 'environments-read'; environments: Readonly<Record<string, string>> }
  | { kind: 'backed-up'; by: string }
  /** everything kept was put back out of a backup */
  | { kind: 'restored'; by: string }
  | { kind: 'invited'; by: string; person: string; roles?: readonly Role[] }
  | { kind: 'logged-in'; person: string }
  /** `person` only where the name that was given is somebody's */
  | { kind: 'login-refused'; code: ErrorCode; person?: string }
  /** too many wrong passwords for them: none is taken until then (Unix milliseconds) */
  | { kind: 'login-locked'; person: string; until: number }
  /** a password was chosen, after a login link or with the old one; other sessions of theirs end */
  | { kind: 'password-set'; person: string; by: 'link' | 'old-password' }
  /** `session` is the beginning of its hash; `others` ends all but the one that asks */
  | { kind: 'session-ended'; by: string; person: string; session: string }
  | { kind: 'token-made'; person: string; token: string; rights: readonly Right[]; environments: readonly string[] | null; expiresAt: number }
  | { kind: 'token-revoked'; by: string; person: string; token: string }
  | { kind: 'roles-changed'; by: string; person: string; before: readonly Role[]; roles: readonly Role[] }
  | { kind: 'person-disabled' | 'person-enabled'; by: string; person: string }
  | { kind: 'logged-out'; person: string }
  /** the identity provider named somebody, and their groups gave them these roles */
  | { kind: 'signed-on'; person: string; issuer: string; isNew: boolean; roles: readonly string[]; groups: number }
  | { kind: 'sign-on-refused'; code: ErrorCode; why: string }
  /** known to the provider, but without a role any more: their roles and sessions here end */
  | { kind: 'sign-on-withdrawn'; person: string }
  /** the provider said that this login ended there */
  | { kind: 'signed-off'; person: string; issuer: string }
  | { kind: 'origin-refused'; origin: string; path: string }
  | { kind: 'run-allowed'; run: RunId; subject: Subject; effect: Effect; runner?: ChainAnchor; rule: string; confirmed: string; reason: string; unmet: readonly string[]; outside: string; approval: string; rules: string; walkthrough?: string }
  /** somebody asked others to let them run this; `bound` is the hash of all it is for, `facts` that of the workspace in it */
  | { kind: 'approval-asked'; approval: string; subject: Subject; effect: Effect; target: string | null; reason: string; needed: number; bound: string; facts: string; rules: string }
  | { kind: 'approval-approved' | 'approval-refused'; approval: string; by: string; person: string; reason: string; bound: string }
  | { kind: 'approval-withdrawn'; approval: string; by: string }
  | { kind: 'approval-expired'; approval: string; person: string }
  /** what it was asked for is not so any more; `noticed` is who tried to approve or use it */
  | { kind: 'approval-voided'; approval: string; person: string; noticed: string; changed: readonly string[] }
  /** `by` are those whose approvals counted then */
  | { kind: 'approval-used'; approval: string; run: RunId; person: string; by: readonly string[]; bound: string }
  | { kind: 'run-refused'; subject: Subject; code: ErrorCode; reason: string }
  /** allowed, but the runner would not take it */
  | { kind: 'run-not-taken'; run: RunId; code: ErrorCode }
  /** `recording` binds what it printed, `kept` what is kept of its end (run-digest.ts); one that was lost has neither. `runner` is where the record of its runner stood then. */
  | {
    kind: 'run-ended'; run: RunId; person: string; environment?: string; state: RunState; exitStatus: number | null; asExpected: boolean | null; end: number;
    recording?: Recording | null; kept?: string; runner?: ChainAnchor | null;
  }
  | { kind: 'run-stopped'; run: RunId; environment?: string; by: string }
  /** from here on everybody who is logged in may watch it and ask for the pen; or not any more */
  | { kind: 'run-shared' | 'run-unshared'; run: RunId; environment?: string; by: string }
  /** the pen of a run was asked for, handed over (to a seat of `person`), refused, taken or given up */
  | { kind: 'pen'; run: RunId; environment?: string; by: string; act: PenAct; person: string }
  /** somebody began to type into a run; what they typed is in its recording as far as it was echoed */
  | { kind: 'input-begun'; run: RunId; environment?: string; by: string }
  | { kind: 'walkthrough-begun'; walkthrough: string; by: string; environment: string; runbook: string; procedure: string; title: string; parameters: Readonly<Record<string, string>>; steps: number }
  /** somebody did something in a walkthrough; `by` is empty where the server stopped going on. What notes say is in `text` as a SHA-256 */
  | { kind: 'walkthrough-act'; walkthrough: string; by: string; environment: string; act: WalkAct['kind']; step: string; text: string; parameters?: Readonly<Record<string, string>> }
  /** somebody began to look at a panel; `watch` stands in a run's place in the runner's record, unless `shared`: then that of another, open already, goes on */
  | { kind: 'panel-opened'; by: string; environment: string; runbook: string; watch: RunId; shared: boolean; context: string; what: string }
  /** somebody sent an announcement, whose text has this SHA-256; in practice it is only shown */
  | { kind: 'announced'; by: string; environment: string; runbook: string; step: string; digest: string; channel: string; text: string; way: 'slack' | 'practice' }
  /** somebody asked to be told when it ends, in a channel too where `channel` is one's id; takes that back; was told; or may not know of it any more */
  | { kind: 'subscribed'; by: string; run?: RunId; walkthrough?: string; environment: string; channel: string }
  | { kind: 'unsubscribed'; by: string; run?: RunId; walkthrough?: string; environment: string }
  | { kind: 'subscription-told' | 'subscription-dropped'; person: string; run?: RunId; walkthrough?: string; environment: string }
  /** from here on this holds of chat: the SHA-256 of its file */
  | { kind: 'chat-read'; digest: string }
  /** how a run or walkthrough stands (`state`), or what it printed last (`output`), is told to a channel or webhook */
  | { kind: 'told-outside'; to: string; run?: RunId; walkthrough?: string; environment: string; shown: 'state' | 'output' }
  | { kind: 'workspace-reset'; by: string; environment: string }
  /** in one's own workspace, by hand; `before` and `after` are SHA-256, `before` empty where nothing was */
  | { kind: 'file-saved'; by: string; environment: string; path: string; before: string; after: string; size: number }
  | { kind: 'folder-made' | 'file-removed'; by: string; environment: string; path: string }
  /** recorded, but then refused: nothing was changed */
  | { kind: 'file-left'; by: string; environment: string; path: string; code: ErrorCode }
  | { kind: 'practice-reset'; by: string }
  | { kind: 'practice-time-passed'; by: string; ms: number; inMs: number }
  | { kind: 'practice-snapshot'; by: string; act: 'save' | 'restore' | 'delete'; name: string }
  | { kind: 'practice-scenario'; by: string; act: 'start' | 'check' | 'hint'; scenario: string }
  /** a stop of the first day was ticked off */
  | { kind: 'practice-ticked'; by: string; item: string };
