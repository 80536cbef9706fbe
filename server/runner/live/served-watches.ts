/** The watches that one connection of the server's has open. They end with it: who asked is not there any more. */
import { HandrailError } from '../../../common/errors.ts';
import type { PanelState } from '../../../common/panel.ts';
import { openPanelWatch, type PanelWatchGround } from './panel-watch.ts';
import type { WatchRequest } from './watch-request.ts';

/** Of one runner. Each holds a gateway and a connection or two. */
const mostWatches = 256;

interface Held {
  isOver: boolean;
  stop: () => void;
}

export class ServedWatches {
  readonly #ground: PanelWatchGround;
  readonly #held = new Map<number, Held>();

  constructor(ground: PanelWatchGround) {
    this.#ground = ground;
  }

  /** Takes a number that the server gave it, what to watch, and who is told. Throws `panel-refused` where it cannot be watched. */
  async open(number: number, request: WatchRequest, tell: (state: PanelState) => void): Promise<void> {
    this.close(number);
    if (this.#ground.all.size >= mostWatches) throw new HandrailError('panel-refused', { why: `${mostWatches} panels are watched on this machine already. Close a page that you do not need.` });
    const held: Held = { isOver: false, stop: () => undefined };
    this.#held.set(number, held);
    this.#ground.all.add(held);
    try {
      const stop = await openPanelWatch(request, (state) => { if (!held.isOver) tell(state); }, this.#ground);
      if (held.isOver) stop();
      else held.stop = stop;
    } catch (error) {
      if (this.#held.get(number) === held) this.close(number);
      this.#ground.log.warn({ environment: request.environment, why: error instanceof Error ? error.message : 'unknown' }, 'a panel could not be watched');
      throw error instanceof HandrailError ? error : new HandrailError('panel-refused', { why: error instanceof Error ? error.message : 'It could not be opened.' });
    }
  }

  close(number: number): void {
    const held = this.#held.get(number);
    if (held === undefined) return;
    this.#held.delete(number);
    this.#ground.all.delete(held);
    held.isOver = true;
    held.stop();
  }

  /** The connection is gone. */
  end(): void {
    for (const number of [...this.#held.keys()]) this.close(number);
  }
}
