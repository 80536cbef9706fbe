/**
 * Tells what waits in the outbox: one after the other to each place, to a few places at once, again and again until it is
 * taken, longer apart each time, and given up after a day. Nobody waits for it, and nothing is lost by a restart.
 */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Letter, Outbox as Kept } from '../store/outbox.ts';

/** Sends one letter. Throws `NotTaken` when it was not taken; anything else counts as a try that failed, too. */
export type Carrier = (letter: Letter) => Promise<void>;

/** It was not taken: never to be sent again, or not before so many milliseconds. */
export class NotTaken extends Error {
  readonly again: boolean;
  readonly afterMs: number;

  constructor(why: string, { again, afterMs = 0 }: { again: boolean; afterMs?: number }) {
    super(why);
    this.name = 'NotTaken';
    this.again = again;
    this.afterMs = afterMs;
  }
}

export interface OutboxDeps {
  outbox: Kept;
  clock: Clock;
  log: Log;
}

/** Places at once. */
const atOnce = 4;
/** Between tries, in milliseconds: doubling from the first to the longest. */
const first = 1_000;
const longest = 15 * 60_000;
/** After so long a letter is given up, in milliseconds. */
const patienceMs = 24 * 3_600_000;
/** The outbox is looked through at least so often, in milliseconds; and what is done is forgotten then. */
const lookMs = 60_000;

export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #carriers = new Map<string, Carrier>();
  readonly #lanes = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Takes a kind of letter and who sends it. */
  carry(kind: string, carrier: Carrier): void {
    this.#carriers.set(kind, carrier);
  }

  /** Takes a letter; keeps it, and sends it as soon as may be. Gives whether it is new: the same key is sent once. */
  async post(letter: Pick<Letter, 'key' | 'kind' | 'lane' | 'body'>): Promise<boolean> {
    const { outbox, clock, log } = this.#deps;
    const became = await outbox.add(letter, clock.now());
    if (became === 'full') log.warn({ where: letter.lane }, 'too much waits to be told outside, so this is not told');
    if (became === 'new') this.look();
    return became === 'new';
  }

  /** Looks now for what is due. */
  look(): void {
    if (this.#closed) return;
    if (this.#looking !== null) {
      this.#again = true;
      return;
    }
    this.#looking = this.#look().catch((error: unknown) => { this.#deps.log.error({ err: error }, 'the outbox could not be looked through'); }).finally(() => {
      this.#looking = null;
      if (!this.#again) return;
      this.#again = false;
      this.look();
    });
  }

  async #look(): Promise<void> {
    const { outbox, clock } = this.#deps;
    clearTimeout(this.#timer);
    await outbox.sweep(clock.now());
    const due = await outbox.due(clock.now(), 50);
    for (const letter of due) {
      if (this.#closed || this.#lanes.size >= atOnce) break;
      if (!this.#lanes.has(letter.lane)) this.#lanes.set(letter.lane, this.#send(letter));
    }
    const next = this.#lanes.size > 0 ? null : await outbox.nextAt();
    if (!this.#closed) this.#timer = setTimeout(() => { this.look(); }, Math.min(lookMs, Math.max(50, (next ?? Infinity) - clock.now()))).unref();
  }

  async #send(letter: Letter): Promise<void> {
    try {
      await this.#tryOnce(letter);
    } catch (error) {
      this.#deps.log.error({ err: error, where: letter.lane }, 'what became of something told outside could not be kept');
    } finally {
      this.#lanes.delete(letter.lane);
      this.look();
    }
  }

  async #tryOnce(letter: Letter): Promise<void> {
    const { outbox, clock, log } = this.#deps;
    const carrier = this.#carriers.get(letter.kind);
    try {
      if (carrier === undefined) throw new NotTaken('nothing here sends that any more', { again: false });
      await outbox.begin(letter.id);
      await carrier(letter);
    } catch (error) {
      const why = error instanceof NotTaken ? error.message : '';
      const isOver = (error instanceof NotTaken && !error.again) || clock.now() - letter.createdAt > patienceMs;
      log.warn({ where: letter.lane, why, ...(why === '' && { err: error }) }, isOver ? 'something could not be told outside, and is given up' : 'something could not be told outside yet');
      if (isOver) await outbox.done(letter.id, clock.now());
      else await outbox.later(letter.id, clock.now() + waitOf(letter.attempts, error instanceof NotTaken ? error.afterMs : 0, clock));
      return;
    }
    await outbox.done(letter.id, clock.now());
  }

  /** Sends nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#lanes.values());
    clearTimeout(this.#timer);
  }
}

/** Spread, so that what failed together does not come back together. */
function waitOf(attempts: number, least: number, clock: Clock): number {
  const spread = 0.75 + (clock.random(1)[0] ?? 0) / 512;
  return Math.max(least, Math.round(Math.min(longest, first * 2 ** Math.min(attempts, 20)) * spread));
}
