/** Where a recording comes from: a run's record, its output and when it printed what, in bounded reads of the runner. */
import { HandrailError } from '../../common/errors.ts';
import { type Mark, markBytes, readMarks } from '../../common/recording/mark.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { TimingPart } from '../runner/protocol.ts';

export interface Source {
  /** as it stood when reading began: what it prints later is not in this recording */
  readonly run: Run;
  output(from: number, to: number): Promise<Uint8Array>;
  timing(from: number, to: number): Promise<TimingPart>;
}

/** Marks read at once: between two reads others get their turn. */
const pageBytes = 1_024 * markBytes;

/** Takes the runner and a run; gives its source. */
export function sourceOf(runner: RunnerClient, run: Run): Source {
  return {
    run,
    output: (from, to) => runner.output(run.id, from, to),
    // A runner of before recordings knows no times.
    timing: (from, to) => runner.timing(run.id, from, to).catch((error: unknown) => {
      if (error instanceof HandrailError && (error.code === 'runner-older' || error.code === 'bad-message')) return { total: 0, bytes: new Uint8Array() };
      throw error;
    }),
  };
}

/** Takes a source; gives its marks in order, many at a time. */
export async function* marksOf(source: Source): AsyncGenerator<Mark[]> {
  let before: Mark | null = null;
  for (let from = 0; ;) {
    const { bytes } = await source.timing(from, from + pageBytes);
    if (bytes.length < markBytes) return;
    const marks = readMarks(bytes, before, source.run.end);
    yield marks;
    before = marks.at(-1) ?? before;
    from += bytes.length - (bytes.length % markBytes);
  }
}

/** Takes a source; gives the size its terminal had at first. */
export async function firstSize(source: Source): Promise<TerminalSize> {
  const { bytes } = await source.timing(0, markBytes);
  return readMarks(bytes, null, source.run.end)[0]?.size ?? source.run.size;
}

/**
 * Takes a run and its last mark; gives how long the recording is, in microseconds. The monotonic clock counts; the record's
 * times, where the marks have no end; for a lost run the last that is known, since nobody saw its end.
 */
export function lengthOf(run: Run, last: Mark | null): number {
  const at = last?.at ?? 0;
  if (last?.kind === 'end' || !isOver(run.state) || run.state === 'lost' || run.startedAt === null || run.endedAt === null) return at;
  return Math.max(at, (run.endedAt - run.startedAt) * 1000);
}
