/**
 * The rows of one log as the page holds them: how many there are, and those near where one looks. Blocks of rows are
 * fetched when they are wanted and the ones used last are kept, so a log of any length takes the same memory. While the run
 * goes on it asks again and again how much there is.
 */
import type { RunId } from '../../../common/ids.ts';
import { mostRows, type Part } from '../../../common/log/part.ts';
import { isOver, type RunState } from '../../../common/run-state.ts';
import type { Problem } from '../../client/http.ts';
import { createStore } from '../../client/store.ts';
import { Block, type LogRow } from './block.ts';
import { fetchPart } from './fetch-part.ts';

export interface Extent {
  /** rows there are; only the last few are known of while lines are not counted */
  rows: number;
  /** null while they are not counted */
  lines: number | null;
  /** bytes whose lines have been counted, of so many */
  counted: number;
  end: number;
  state: RunState;
}

/** Kept besides what is being looked at, in bytes and in blocks. */
const kept = { bytes: 6 * 1024 * 1024, blocks: 40 } as const;
const atOnce = 3;
/** Between questions, in milliseconds: how much there is while the run goes on; once more after no answer; what one comes by while one moves. */
const pause = { live: 400, again: 1_000, moving: 80 } as const;

export class Rows {
  readonly run: RunId;
  /** null before the first answer */
  readonly extent = createStore<Extent | null>(null);
  /** what is wrong, while something is */
  readonly problem = createStore<Problem | null>(null);
  /** counts up with every block that comes */
  readonly news = createStore(0);
  /** the last rows as they were when the log was opened; numbered from 0 while rows are not counted */
  #tail: Block | null = null;
  /** by number; the one used last is the last */
  readonly #blocks = new Map<number, Block>();
  readonly #coming = new Map<number, AbortController>();
  #wanted: { first: number; last: number } = { first: 0, last: -1 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #moving: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(run: RunId) {
    this.run = run;
  }

  /** Fetches the tail, then counts lines, then keeps up with the run until it is over. */
  start(): () => void {
    this.#isStopped = false;
    void this.#open();
    return () => {
      this.#isStopped = true;
      clearTimeout(this.#timer);
      clearTimeout(this.#moving);
      this.#moving = undefined;
      for (const one of this.#coming.values()) one.abort();
      this.#coming.clear();
    };
  }

  /** Takes a row; gives it, or null while it is not here. */
  get(row: number): LogRow | null {
    return this.#blocks.get(Math.floor(row / mostRows))?.row(row) ?? this.#tail?.row(row) ?? null;
  }

  /** Takes the first and the last row that are looked at; fetches what is missing of them, and nothing else any more. */
  want(first: number, last: number): void {
    this.#wanted = { first: Math.floor(Math.max(0, first) / mostRows), last: Math.floor(last / mostRows) };
    // Who runs through the log passes a block in each frame: to ask for all would cost more than to draw.
    if (this.#moving !== undefined || !this.#isWanting()) return;
    this.#fetchWanted();
    this.#moving = setTimeout(() => {
      this.#moving = undefined;
      if (!this.#isStopped) this.#fetchWanted();
    }, pause.moving);
  }

  /** Takes a line, counted from 1; gives the row it begins at, the last when there is no such line, or null when nobody answers. */
  async rowOfLine(line: number): Promise<number | null> {
    const answer = await fetchPart(this.run, { line, rows: 1 });
    return answer.ok && answer.value.rows !== null ? Math.max(0, Math.min(answer.value.from, answer.value.rows - 1)) : null;
  }

  async #open(): Promise<void> {
    for (let part = await this.#ask({ now: 'true' }); part !== null; part = await this.#ask({})) {
      if (part.rows !== null || this.extent.get() === null) {
        this.#tail = new Block(part);
        this.#take(part, part.rows ?? part.lengths.length);
      } else {
        this.extent.set({ ...this.#known(), counted: part.counted, end: part.end, state: part.state });
      }
      if (part.rows === null) continue;
      this.#fetchWanted();
      this.#keepUp();
      return;
    }
  }

  #known(): Extent {
    return this.extent.get() ?? { rows: 0, lines: null, counted: 0, end: 0, state: 'running' };
  }

  #take({ lines, counted, end, state }: Part, rows: number): void {
    const known = this.#known();
    if (known.rows !== rows || known.end !== end || known.lines !== lines || known.state !== state || this.extent.get() === null) {
      this.extent.set({ rows, lines, counted, end, state });
    }
  }

  /** Asks until there is an answer, or nobody wants one. */
  async #ask(ask: Readonly<Record<string, string | number>>): Promise<Part | null> {
    while (!this.#isStopped) {
      const answer = await fetchPart(this.run, ask);
      if (this.#isStopped) return null;
      this.problem.set(answer.ok ? null : answer.problem);
      if (answer.ok) return answer.value;
      if (answer.problem.code !== 'away' && answer.problem.code !== 'runner-away') return null;
      await new Promise((resolve) => { setTimeout(resolve, pause.again); });
    }
    return null;
  }

  #keepUp(): void {
    if (this.#isStopped || isOver(this.#known().state)) return;
    this.#timer = setTimeout(() => void this.#look(), pause.live);
  }

  async #look(): Promise<void> {
    const part = document.hidden ? null : await this.#ask({ row: 0, rows: 0 });
    if (part !== null) {
      this.#take(part, part.rows ?? this.#known().rows);
      this.#fetchWanted();
    }
    this.#keepUp();
  }

  #fetchWanted(): void {
    const { first, last } = this.#wanted;
    for (const [number, controller] of this.#coming) {
      if (number >= first && number <= last) continue;
      controller.abort();
      this.#coming.delete(number);
    }
    for (let number = first; number <= last && this.#coming.size < atOnce; number += 1) {
      if (!this.#coming.has(number) && this.#isMissing(number)) void this.#fetch(number);
    }
  }

  #isWanting(): boolean {
    for (let number = this.#wanted.first; number <= this.#wanted.last; number += 1) if (this.#isMissing(number)) return true;
    return false;
  }

  #isMissing(number: number): boolean {
    const { rows, end, lines } = this.#known();
    return lines !== null && number * mostRows < rows && (this.#blocks.get(number)?.isStale(end) ?? true);
  }

  async #fetch(number: number): Promise<void> {
    const controller = new AbortController();
    this.#coming.set(number, controller);
    const answer = await fetchPart(this.run, { row: number * mostRows, rows: mostRows }, controller.signal);
    if (this.#coming.get(number) !== controller) return;
    this.#coming.delete(number);
    this.problem.set(answer.ok ? null : answer.problem);
    if (!answer.ok) {
      await new Promise((resolve) => { setTimeout(resolve, pause.again); });
    } else if (answer.value.rows !== null) {
      this.#blocks.delete(number);
      this.#blocks.set(number, new Block(answer.value));
      this.#forget();
      this.news.set(this.news.get() + 1);
    }
    if (!this.#isStopped && this.#moving === undefined) this.#fetchWanted();
  }

  /** Forgets blocks used longest ago, none of those that are looked at. */
  #forget(): void {
    let bytes = 0;
    for (const block of this.#blocks.values()) bytes += block.size;
    for (const [number, block] of this.#blocks) {
      if (bytes <= kept.bytes && this.#blocks.size <= kept.blocks) return;
      if (number >= this.#wanted.first && number <= this.#wanted.last) continue;
      bytes -= block.size;
      this.#blocks.delete(number);
    }
  }
}
