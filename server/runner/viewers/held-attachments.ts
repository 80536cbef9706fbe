/** The server's side of the attachments at its runners: each goes on from the byte it needs next when the runner that had it is gone. */
import { HandrailError } from '../../../common/errors.ts';
import type { RunId } from '../../../common/ids.ts';
import { frameHeaderBytes } from '../../../common/protocol/frame.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Attached, Method, Params, RunnerEvent } from '../protocol.ts';
import type { Attachment, Viewer } from '../runner-client.ts';
import type { Link } from '../wire/link.ts';

interface Held {
  run: RunId;
  viewer: Viewer;
  /** the next byte the viewer has not been given; `screen` until that is known */
  offset: number | 'screen';
  /** the runner that gives it them; null until it is found */
  link: Link | null;
}

export class HeldAttachments {
  readonly #runnerOf: (run: RunId) => Promise<Link>;
  readonly #held = new Map<number, Held>();
  #next = 1;

  /** Takes what gives the runner that has a run. */
  constructor(runnerOf: (run: RunId) => Promise<Link>) {
    this.#runnerOf = runnerOf;
  }

  /** Takes a run, the byte to begin with or `screen`, and who looks; gives what the viewer can do. Throws what the runner refuses it with. */
  async open(run: RunId, from: number | 'screen', viewer: Viewer): Promise<Attachment> {
    const attachment = this.#next++;
    const held: Held = { run, viewer, offset: from, link: null };
    this.#held.set(attachment, held);
    try {
      const answer = await this.#take(attachment, held, from).catch((error: unknown) => {
        if (!isAway(error)) throw error;
        // The runner ended as it was asked: the next one knows what became of the run. Nobody else is to take it meanwhile.
        held.link = null;
        return this.#take(attachment, held, from);
      });
      if (held.offset === 'screen') held.offset = answer.from;
      return {
        ...answer,
        input: async (data) => { await asked(held, 'input', { run, data, attachment }); },
        resize: async (size) => { await asked(held, 'resize', { run, size, attachment }); },
        pen: async (act, to) => { await asked(held, 'pen', { run, attachment, act, to }); },
        ack: (offset) => { held.link?.tell('ack', { attachment, offset }); },
        detach: () => {
          if (this.#held.delete(attachment)) held.link?.tell('detach', { attachment });
        },
      };
    } catch (error) {
      this.#held.delete(attachment);
      throw error;
    }
  }

  hear(event: Exclude<RunnerEvent, { event: 'draining' | 'panel' }>): void {
    const held = event.attachment === undefined ? undefined : this.#held.get(event.attachment);
    if (held === undefined) return;
    if (event.event === 'gap') {
      held.offset = event.to;
      held.viewer.gap(event.from, event.to, event.prelude);
    } else if (event.event === 'pen') held.viewer.pen?.(event.seat, event.pen);
    else held.viewer.run(event.run);
  }

  /** Takes a frame of output for an attachment, and what to call once nobody needs its memory. */
  show(attachment: number, frame: Buffer, free: () => void): void {
    const held = this.#held.get(attachment);
    if (!held) return;
    const offset = Number(frame.readBigUInt64BE(frameHeaderBytes - 8));
    const length = frame.length - frameHeaderBytes;
    held.offset = offset + length;
    held.viewer.output(frame, offset, length, free);
  }

  /** After a connection was lost: every attachment that hung on it goes on from the byte it needs next. */
  async resume(): Promise<void> {
    for (const [attachment, held] of this.#held) {
      if (held.link?.isGone !== true) continue;
      try {
        const { run } = await this.#take(attachment, held, held.offset).catch((error: unknown) => this.#take(attachment, held, keptEnd(error)));
        // That a run is over is told by the runner, once the viewer has every byte.
        if (!isOver(run.state)) held.viewer.run(run);
      } catch (error) {
        // When that runner is gone too, this comes again.
        if (!isAway(error)) this.#held.delete(attachment);
      }
    }
  }

  clear(): void {
    this.#held.clear();
  }

  /** Attaches at the runner that has the run now. */
  async #take(attachment: number, held: Held, from: number | 'screen'): Promise<Attached> {
    held.link = await this.#runnerOf(held.run);
    const { types = null, sitter } = held.viewer;
    return (await held.link.request('attach', { attachment, run: held.run, from, types, sitter })) as Attached;
  }
}

/** Asks the runner that an attachment is at. */
async function asked<M extends Method>({ link }: Held, method: M, params: Params<M>): Promise<void> {
  if (link === null) throw new HandrailError('runner-away');
  await link.request(method, params);
}

function isAway(error: unknown): boolean {
  return error instanceof HandrailError && error.code === 'runner-away';
}

/** A runner that was killed may have kept less than a viewer saw: the viewer then goes on from what is kept. */
function keptEnd(error: unknown): number {
  if (error instanceof HandrailError && error.code === 'past-the-end') return Number(error.details.end);
  throw error;
}
