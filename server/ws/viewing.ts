/**
 * One run as one socket sees it: frames go out as they come from the runner, acknowledgements go back. The runner sends
 * only so much that is not acknowledged; an acknowledgement is passed on only for bytes that have left this process, so a
 * client that acknowledges without reading cannot make us hold what it does not take.
 */
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { Sitter } from '../../common/pen.ts';
import { isAnswer } from '../../common/protocol/answer.ts';
import { mayAct, type PenAct, type Seated } from '../../common/protocol/pen.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import type { Attachment, RunnerClient, Viewer } from '../runner/client.ts';

/** How a viewing reaches the browser. */
export interface Outlet {
  message(message: ServerMessage): void;
  /** Takes an encoded frame and what to do once it has left this process. */
  frame(frame: Uint8Array, gone: () => void): void;
}

export class Viewing {
  readonly run: Run;
  readonly #sitter: Sitter;
  readonly #outlet: Outlet;
  #attachment: Attachment | null = null;
  #isOver = false;
  /** what came before the attachment itself did: the browser is told of that first */
  #early: (() => void)[] | null = [];
  /** offset up to which everything has left this process */
  #gone = 0;
  /** the furthest the browser has acknowledged, and the furthest we have told the runner */
  #acked = 0;
  #told = 0;
  /** output up to here was shown before; a terminal that shows it again must not answer what it asks */
  #historyEnd = 0;
  /** how the pen stands, and the seat we have; null in a run that takes no input */
  #seated: Seated | null = null;

  /** Takes the run, who watches, and how to reach them. */
  constructor(run: Run, sitter: Sitter, outlet: Outlet) {
    this.run = run;
    this.#sitter = sitter;
    this.#outlet = outlet;
  }

  /** Takes the runner and where to begin; attaches. Throws what the runner throws (`past-the-end`, …). */
  async begin(runner: RunnerClient, from: number | 'screen'): Promise<void> {
    const attachment = await runner.attach(this.run.id, from, this.#viewer());
    if (this.#isOver) {
      attachment.detach();
      return;
    }
    this.#attachment = attachment;
    // Whoever is first, or comes back, sees questions that nobody else has answered.
    const isAgain = from === 'screen' || (from === 0 && attachment.seated?.seat !== 1);
    this.#historyEnd = isAgain ? attachment.run.end : 0;
    this.#gone = Math.max(this.#gone, attachment.from);
    this.#told = attachment.from;
    this.#outlet.message({ type: 'attached', run: attachment.run, from: attachment.from, prelude: attachment.prelude });
    const { seated } = attachment;
    this.#seated ??= seated;
    if (seated !== null) this.#outlet.message({ type: 'pen', run: this.run.id, ...seated });
    const early = this.#early ?? [];
    this.#early = null;
    for (const act of early) act();
  }

  /** Takes an acknowledged offset. One that is behind, or ahead of what was sent, moves nothing. */
  ack(offset: number): void {
    this.#acked = Math.max(this.#acked, offset);
    this.#tell();
  }

  /** whether this viewer has the pen */
  get holds(): boolean {
    return this.#seated !== null && this.#seated.pen.holder?.seat === this.#seated.seat;
  }

  /** Types. Throws `no-pen` and what the runner throws. */
  async input(data: string): Promise<void> {
    if (this.#acked < this.#historyEnd && isAnswer(data)) return;
    await this.#attached().input(data);
  }

  /** Takes a size that is one. Throws `no-pen`. */
  async resize(size: TerminalSize): Promise<void> {
    await this.#attached().resize(size);
  }

  /** Takes what is to be done with the pen; gives the person whom it is about. Throws `pen-refused` when it may not be. */
  mayMove(act: PenAct, to: number | null): string {
    const { person } = this.#sitter;
    const seated = this.#seated;
    if (seated === null || !mayAct(seated.pen, { seat: seated.seat, person, isOwner: person === this.run.person }, act, to)) throw new HandrailError('pen-refused', { act });
    return seated.pen.asks.find(({ seat }) => seat === to)?.person ?? person;
  }

  /** Does it. */
  async move(act: PenAct, to: number | null): Promise<void> {
    await this.#attached().pen(act, to);
  }

  #attached(): Attachment {
    if (this.#attachment === null) throw new HandrailError('out-of-order', { why: 'attach the run first.' });
    return this.#attachment;
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
      output: (frame, offset, length, free) => {
        this.#inOrder(() => {
          this.#outlet.frame(frame, () => {
            free?.();
            this.#gone = Math.max(this.#gone, offset + length);
            this.#tell();
          });
        });
      },
      run: (run) => { this.#inOrder(() => { this.#outlet.message({ type: 'run', run }); }); },
      gap: (from, to, prelude) => { this.#inOrder(() => { this.#outlet.message({ type: 'gap', run: this.run.id, from, to, prelude }); }); },
      pen: (seat, pen) => {
        this.#seated = { seat, pen };
        this.#inOrder(() => { this.#outlet.message({ type: 'pen', run: this.run.id, seat, pen }); });
      },
      sitter: this.#sitter,
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
