/**
 * One watch at the runner, and all who look at it. It is asked for in the name of one of them; when the last of that person's
 * pages has gone, it is asked for anew in the name of another, so that nothing is read for somebody who is not there. Some
 * seconds after the last viewer has gone it ends: a page that is reloaded finds it.
 */
import { HandrailError } from '../../common/errors.ts';
import type { PanelState } from '../../common/panel.ts';
import type { RunnerClient, WatchRequest } from '../runner/client.ts';

/** Who looks, as far as the watch has to know. */
export interface WatchViewer {
  person: string;
  /** what the runner is asked in this viewer's name */
  request: WatchRequest;
  tell(state: PanelState): void;
  end(why: HandrailError): void;
}

const lingerMs = 5_000;

export class SharedWatch {
  readonly #runner: Pick<RunnerClient, 'watch'>;
  readonly #over: () => void;
  readonly #viewers = new Set<WatchViewer>();
  #owner: string | null = null;
  #last: PanelState | null = null;
  #stop: (() => void) | null = null;
  /** counts askings: what an earlier one tells is no news any more */
  #asking = 0;
  #timer: NodeJS.Timeout | null = null;

  /** Takes the runner, and what is called once nobody looks any more. */
  constructor(runner: Pick<RunnerClient, 'watch'>, over: () => void) {
    this.#runner = runner;
    this.#over = over;
  }

  /** Whether joining it now asks nothing of the environment that is not asked already. */
  get isGoing(): boolean {
    return this.#owner !== null;
  }

  /** Takes a viewer; gives what ends their looking. The first has it asked for. Throws what the runner refuses with. */
  async join(viewer: WatchViewer): Promise<() => void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#viewers.add(viewer);
    if (this.#last !== null) viewer.tell(this.#last);
    try {
      if (this.#owner === null) await this.#ask(viewer);
    } catch (error) {
      // Who joined meanwhile hears of it too.
      this.#viewers.delete(viewer);
      this.end(told(error));
      throw error;
    }
    return () => { this.#leave(viewer); };
  }

  /** Ends it for everybody who looks. */
  end(why: HandrailError): void {
    const viewers = [...this.#viewers];
    this.#viewers.clear();
    this.close();
    for (const viewer of viewers) viewer.end(why);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#asking += 1;
    this.#stop?.();
    this.#stop = null;
    this.#owner = null;
    this.#over();
  }

  async #ask({ person, request }: WatchViewer): Promise<void> {
    this.#owner = person;
    const asking = this.#asking += 1;
    const isNow = (): boolean => this.#asking === asking;
    try {
      const stop = await this.#runner.watch(request, {
        tell: (state) => { if (isNow()) this.#tell(state); },
        end: (why) => { if (isNow()) this.end(why); },
      });
      if (isNow()) this.#stop = stop;
      else stop();
    } catch (error) {
      if (isNow()) throw error;
    }
  }

  #tell(state: PanelState): void {
    this.#last = state;
    for (const viewer of [...this.#viewers]) viewer.tell(state);
  }

  #leave(viewer: WatchViewer): void {
    if (!this.#viewers.delete(viewer)) return;
    if (this.#viewers.size === 0) {
      this.#timer = setTimeout(() => { this.close(); }, lingerMs).unref();
      return;
    }
    const [next] = this.#viewers;
    if (next === undefined || [...this.#viewers].some(({ person }) => person === this.#owner)) return;
    this.#stop?.();
    this.#stop = null;
    this.#ask(next).catch((error: unknown) => { this.end(told(error)); });
  }
}

function told(error: unknown): HandrailError {
  return error instanceof HandrailError ? error : new HandrailError('runner-away');
}
