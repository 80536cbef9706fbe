/**
 * What the server records: decisions and acts, each before it is done. No secret is ever part of an event. Parameters are,
 * for they say what was done to what; a step that needs a secret gets it another way.
 */
import type { Effect } from '../../common/catalog/effect.ts';
import type { ErrorCode } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PenAct } from '../../common/protocol/pen.ts';
import type { RunState } from '../../common/run-state.ts';

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
  | { kind: 'backed-up'; by: string }
  | { kind: 'invited'; by: string; person: string }
  | { kind: 'logged-in'; person: string }
  | { kind: 'login-refused'; code: ErrorCode }
  | { kind: 'logged-out'; person: string }
  | { kind: 'origin-refused'; origin: string; path: string }
  | { kind: 'run-allowed'; run: RunId; subject: Subject; effect: Effect; rule: string; confirmed: string; reason: string; unmet: readonly string[]; outside: string }
  | { kind: 'run-refused'; subject: Subject; code: ErrorCode; reason: string }
  /** allowed, but the runner would not take it */
  | { kind: 'run-not-taken'; run: RunId; code: ErrorCode }
  | { kind: 'run-ended'; run: RunId; person: string; state: RunState; exitStatus: number | null; asExpected: boolean | null; end: number }
  | { kind: 'run-stopped'; run: RunId; by: string }
  /** from here on everybody who is logged in may watch it and ask for the pen; or not any more */
  | { kind: 'run-shared' | 'run-unshared'; run: RunId; by: string }
  /** the pen of a run was asked for, handed over (to a seat of `person`), refused, taken or given up */
  | { kind: 'pen'; run: RunId; by: string; act: PenAct; person: string }
  /** somebody began to type into a run; what they typed is in its recording as far as it was echoed */
  | { kind: 'input-begun'; run: RunId; by: string }
  | { kind: 'workspace-reset'; by: string; environment: string }
  /** in one's own workspace, by hand; `before` and `after` are SHA-256, `before` empty where nothing was */
  | { kind: 'file-saved'; by: string; environment: string; path: string; before: string; after: string; size: number }
  | { kind: 'folder-made' | 'file-removed'; by: string; environment: string; path: string }
  /** recorded, but then refused: nothing was changed */
  | { kind: 'file-left'; by: string; environment: string; path: string; code: ErrorCode }
  | { kind: 'practice-reset'; by: string }
  | { kind: 'practice-time-passed'; by: string; ms: number; inMs: number }
  | { kind: 'practice-snapshot'; by: string; act: 'save' | 'restore' | 'delete'; name: string }
  | { kind: 'practice-scenario'; by: string; act: 'start' | 'check' | 'hint'; scenario: string };
