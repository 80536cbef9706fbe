/**
 * One run as one socket sees it: frames go out as they come from the runner, acknowledgements go back. The runner sends
 * only so much that is not acknowledged; an acknowledgement is passed on only for bytes that have left this process, so a
 * client that acknowledges without reading cannot make us hold what it does not take.
 */
import type { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { Run } from '../../common/run.ts';
import type { Attachment, RunnerClient, Viewer } from '../runner/client.ts';

/** How a viewing reaches the browser. */
export interface Outlet {
  message(message: ServerMessage): void;
  /** Takes an encoded frame and what to do once it has left this process. */
  frame(frame: Uint8Array, gone: () => void): void;
}

export class Viewing {
  readonly run: Run;
  readonly #outlet: Outlet;
  #attachment: Attachment | null = null;
  #isOver = false;
  /** what came before the attachment itself did: the browser is told of that first */
  #early: (() => void)[] | null = [];
  /** offset up to which everything has left this process */
  #gone: number;
  /** the furthest the browser has acknowledged, and the furthest we have told the runner */
  #acked: number;
  #told: number;

  constructor(run: Run, from: number, outlet: Outlet) {
    this.run = run;
    this.#outlet = outlet;
    this.#gone = from;
    this.#acked = from;
    this.#told = from;
  }

  /** Takes the runner and where to begin; attaches. Throws what the runner throws (`past-the-end`, …). */
  async begin(runner: RunnerClient, from: number): Promise<void> {
    const attachment = await runner.attach(this.run.id, from, this.#viewer());
    if (this.#isOver) {
      attachment.detach();
      return;
    }
    this.#attachment = attachment;
    this.#outlet.message({ type: 'attached', run: attachment.run, from });
    const early = this.#early ?? [];
    this.#early = null;
    for (const act of early) act();
  }

  /** Takes an acknowledged offset. One that is behind, or ahead of what was sent, moves nothing. */
  ack(offset: number): void {
    this.#acked = Math.max(this.#acked, offset);
    this.#tell();
  }

  /** Ends it: nothing more goes out. */
  end(): void {
    this.#isOver = true;
    this.#early = null;
    this.#attachment?.detach();
    this.#attachment = null;
  }

  #tell(): void {
    const upTo = Math.min(this.#acked, this.#gone);
    if (upTo <= this.#told || this.#attachment === null) return;
    this.#told = upTo;
    this.#attachment.ack(upTo);
  }

  #viewer(): Viewer {
    return {
      output: (frame, offset, length) => {
        this.#inOrder(() => {
          this.#outlet.frame(frame, () => {
            this.#gone = Math.max(this.#gone, offset + length);
            this.#tell();
          });
        });
      },
      run: (run) => { this.#inOrder(() => { this.#outlet.message({ type: 'run', run }); }); },
      gap: (from, to) => { this.#inOrder(() => { this.#outlet.message({ type: 'gap', run: this.run.id, from, to }); }); },
    };
  }

  #inOrder(act: () => void): void {
    if (this.#isOver) return;
    if (this.#early === null) act();
    else this.#early.push(act);
  }
}

/** Takes an error about one run; gives the message that tells it. */
export function errorMessage(error: HandrailError, run?: RunId): ServerMessage {
  return { type: 'error', error: error.toBody(), ...(run === undefined ? {} : { run }) };
}
