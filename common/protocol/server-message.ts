/**
 * What the server sends over the WebSocket as JSON text; output itself goes in binary frames (`frame.ts`).
 * Types only: the page trusts its own server and need not carry a checker.
 */
import type { ErrorBody } from '../errors.ts';
import type { RunId } from '../ids.ts';
import type { Run } from '../run.ts';
import type { PenState } from './pen.ts';

export type ServerMessage =
  /** the ticket was good */
  | { type: 'welcome'; person: string }
  /**
   * output follows from this offset; `run` is the record as it stands. Where a viewer attached at `screen`, `prelude` is
   * what a fresh terminal must be written first, so that what follows gives the screen as it is; else it is empty.
   */
  | { type: 'attached'; run: Run; from: number; prelude: string }
  /** the run's record changed; when its state is over, every byte up to `run.end` has been sent before this */
  | { type: 'run'; run: Run }
  /**
   * bytes [from, to) were passed over because this viewer was too far behind; they can be read over HTTP. `prelude` ends
   * whatever the viewer's terminal was in the middle of and sets its modes to those at `to`.
   */
  | { type: 'gap'; run: RunId; from: number; to: number; prelude: string }
  /** how the pen of an interactive run stands; `seat` is this viewer's own */
  | { type: 'pen'; run: RunId; seat: number; pen: PenState }
  /** what is followed, as it now is, whole */
  | { type: 'topic'; topic: string; body: unknown }
  /** no more of it comes: it was refused, or is over */
  | { type: 'topic-ended'; topic: string; error: ErrorBody }
  | { type: 'error'; error: ErrorBody; run?: RunId };
