/**
 * A recording in order: what was printed when, on a terminal of which size, and the end. Whatever its marks are like, every
 * byte of the output is in it once and in order: bytes without a time count as printed with the last that has one.
 */
import type { Mark } from '../../common/recording/mark.ts';
import type { TerminalSize } from '../../common/run.ts';
import { firstSize, lengthOf, marksOf, type Source } from './source.ts';

/** `at` is in microseconds since the run began. */
export type Piece =
  | { kind: 'output'; at: number; bytes: Uint8Array }
  | { kind: 'size'; at: number; size: TerminalSize }
  | { kind: 'end'; at: number };

/** Output read at once, and the largest piece there is. */
const readBytes = 256 * 1024;

/** Takes a source and the byte to begin at; gives its pieces: first the terminal's size, last the end. */
export async function* piecesOf(source: Source, from = 0): AsyncGenerator<Piece> {
  const output = new Output(source, from);
  let size = await firstSize(source);
  let last: Mark | null = null;
  yield { kind: 'size', at: 0, size };
  for await (const marks of marksOf(source)) {
    for (const mark of marks) {
      if (mark.size.cols !== size.cols || mark.size.rows !== size.rows) {
        size = mark.size;
        yield { kind: 'size', at: mark.at, size };
      }
      if (mark.end > output.at) yield* output.until(mark.end, mark.at);
      last = mark;
    }
  }
  yield* output.until(source.run.end, last?.at ?? 0);
  yield { kind: 'end', at: lengthOf(source.run, last) };
}

/** A run's output, read forwards. */
class Output {
  readonly #source: Source;
  #held: Uint8Array = new Uint8Array();
  /** the byte that `#held` begins at */
  #from: number;
  /** the next byte */
  at: number;

  constructor(source: Source, from: number) {
    this.#source = source;
    this.#from = from;
    this.at = from;
  }

  /** Takes where to stop and the time; gives everything up to there. Throws when there is less than the record says. */
  async * until(end: number, at: number): AsyncGenerator<Piece> {
    while (this.at < end) {
      if (this.at >= this.#from + this.#held.length) {
        this.#from = this.at;
        this.#held = await this.#source.output(this.at, Math.min(this.#source.run.end, this.at + readBytes));
        // A damaged journal must not look like a whole recording.
        if (this.#held.length === 0) throw new Error(`the output of ${this.#source.run.id} ends at byte ${this.at}, before ${end}`);
      }
      const bytes = this.#held.subarray(this.at - this.#from, end - this.#from);
      this.at += bytes.length;
      yield { kind: 'output', at, bytes };
    }
  }
}
