/**
 * A search through one log: counts the lines that hold what is wanted, from the first to the last, while one may already go
 * from one to the next. The server searches for a moment at a time and says where to go on, so to leave off is to ask no more.
 */
import type { RunId } from '../../../common/ids.ts';
import type { SearchAsk } from '../../../common/log/ask.ts';
import { type Found, mostWanted } from '../../../common/log/part.ts';
import { type Problem, post } from '../../client/http.ts';
import { createStore } from '../../client/store.ts';

export interface SearchState {
  wanted: string;
  capitals: boolean;
  /** rows that hold it, as far as counted */
  count: number;
  /** 0–1; 1 when all are counted */
  progress: number;
  /** the one that was gone to, and which of all it is (from 1), once that is known */
  current: { row: number; line: number } | null;
  rank: number | null;
  /** going to the next or the previous one */
  isSeeking: boolean;
  /** the seeking went on from the other end */
  wrapped: boolean;
  problem: Problem | null;
}

const idle: SearchState = { wanted: '', capitals: false, count: 0, progress: 1, current: null, rank: null, isSeeking: false, wrapped: false, problem: null };
const most = 1_000;
/** Rows remembered, to tell which of all one is at. */
const mostRemembered = 200_000;
/** Nobody answers: what was counted stands. */
const lost: Problem = { code: 'away', message: 'The server does not answer; the search was left off.', details: {} };

export class Search {
  readonly run: RunId;
  readonly state = createStore<SearchState>(idle);
  /** rows found, in order, as far as remembered */
  #rows: number[] = [];
  /** where counting goes on */
  #next: number | null = null;
  /** another search is another number: what the last one was still waiting for is not wanted any more */
  #serial = 0;
  #isCounting = false;
  #turn: Promise<unknown> = Promise.resolve();
  /** rows there were when it was last counted, and as far as the page knows now */
  #counted = 0;
  #there = 0;

  constructor(run: RunId) {
    this.run = run;
  }

  /** Takes what to look for (empty for nothing) and whether capitals matter; begins to count. */
  set(wanted: string, capitals: boolean): void {
    const cut = wanted.slice(0, mostWanted);
    this.#serial += 1;
    this.#rows = [];
    this.#next = cut === '' ? null : 0;
    this.#isCounting = false;
    this.#counted = 0;
    this.state.set({ ...idle, wanted: cut, capitals, progress: cut === '' ? 1 : 0 });
    void this.#count();
  }

  /** Takes how many rows there are now; counts on in those that came. */
  grown(rows: number): void {
    this.#there = rows;
    if (this.state.get().wanted === '' || this.#isCounting || this.#next !== null || rows <= this.#counted) return;
    // The last row may have been half a line.
    this.#next = Math.max(0, this.#counted - 1);
    const again = this.#rows.at(-1) === this.#next;
    if (again) this.#rows.pop();
    this.#change({ count: this.state.get().count - (again ? 1 : 0), progress: 0.99 });
    void this.#count();
  }

  /** Takes where one is; goes to the next row that holds it, or the previous one, on from the other end when there is none. Gives the row. */
  seek(from: number, back: boolean): Promise<number | null> {
    // Pressed twice quickly, the second begins where the first has come to.
    const found = this.#turn.then(() => this.#seek(from, back));
    this.#turn = found.catch(() => null);
    return found;
  }

  async #seek(from: number, back: boolean): Promise<number | null> {
    const { wanted, current } = this.state.get();
    if (wanted === '') return null;
    const serial = this.#serial;
    const begin = current === null ? from : current.row + (back ? -1 : 1);
    this.#change({ isSeeking: true, wrapped: false, problem: null });
    let found = begin < 0 ? null : await this.#first(begin, back, serial);
    const wrapped = found === null && serial === this.#serial;
    if (wrapped) found = await this.#first(back ? Number.MAX_SAFE_INTEGER : 0, back, serial);
    if (serial !== this.#serial) return null;
    this.#change({ isSeeking: false, wrapped: wrapped && found !== null, ...(found !== null && { current: found, rank: this.#rankOf(found.row) }) });
    return found?.row ?? null;
  }

  async #first(from: number, back: boolean, serial: number): Promise<{ row: number; line: number } | null> {
    for (let next: number | null = from; next !== null && serial === this.#serial;) {
      const found: Found | null = await this.#ask(next, back, 1);
      if (found === null) return null;
      const [first] = found.rows;
      if (first !== undefined) return first;
      next = found.next;
    }
    return null;
  }

  async #count(): Promise<void> {
    const serial = this.#serial;
    const before = this.#counted;
    this.#isCounting = true;
    while (this.#next !== null) {
      const found: Found | null = await this.#ask(this.#next, false, most);
      if (serial !== this.#serial) return;
      if (found === null) break;
      this.#next = found.next;
      this.#counted = found.total ?? 0;
      const room = mostRemembered - this.#rows.length;
      this.#rows.push(...found.rows.slice(0, room).map(({ row }) => row));
      const { count, current } = this.state.get();
      const progress = found.next === null ? 1 : found.total === null ? 0 : found.next / Math.max(1, found.total);
      this.#change({ count: count + found.rows.length, progress, rank: current === null ? null : this.#rankOf(current.row) });
    }
    this.#isCounting = false;
    // Once for rows that came meanwhile; not again and again for some that are not kept any more.
    if (this.#next === null && this.#counted !== before) this.grown(this.#there);
  }

  async #ask(from: number, back: boolean, atMost: number): Promise<Found | null> {
    const { wanted, capitals } = this.state.get();
    const answer = await post<Found>(`/api/runs/${this.run}/search`, { wanted, capitals, from, back, most: atMost } satisfies SearchAsk);
    if (answer.ok) return answer.value;
    this.#change({ problem: answer.problem.code === 'away' ? lost : answer.problem });
    return null;
  }

  /** Which of all a row is: known once everything before it is counted. */
  #rankOf(row: number): number | null {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return this.#rows[low] === row ? low + 1 : null;
  }

  #change(part: Partial<SearchState>): void {
    this.state.set({ ...this.state.get(), ...part });
  }
}
