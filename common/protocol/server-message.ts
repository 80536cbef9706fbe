/**
 * What the server sends over the WebSocket as JSON text; output itself goes in binary frames (`frame.ts`).
 * Types only: the page trusts its own server and need not carry a checker.
 */
import type { ErrorBody } from '../errors.ts';
import type { RunId } from '../ids.ts';
import type { Run } from '../run.ts';

export type ServerMessage =
  /** the ticket was good */
  | { type: 'welcome'; person: string }
  /** output follows from this offset; `run` is the record as it stands */
  | { type: 'attached'; run: Run; from: number }
  /** the run's record changed; when its state is over, every byte up to `run.end` has been sent before this */
  | { type: 'run'; run: Run }
  /** bytes [from, to) were passed over because this viewer was too far behind; they can be read over HTTP */
  | { type: 'gap'; run: RunId; from: number; to: number }
  | { type: 'error'; error: ErrorBody; run?: RunId };
