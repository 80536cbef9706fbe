/** A recording as asciicast v3, line by line. */
import { castHeader, castLine, type CastEvent } from '../../common/recording/asciicast.ts';
import { endingOf } from '../../common/recording/ending.ts';
import type { Run } from '../../common/run.ts';
import { type Piece, piecesOf } from './pieces.ts';
import type { Source } from './source.ts';

/** Takes a source; gives its asciicast in parts. Characters that pieces cut are put together; what is no UTF-8 becomes U+FFFD. */
export async function* castOf(source: Source): AsyncGenerator<string> {
  const { run } = source;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** nothing given is the end */
  const decode = (bytes?: Uint8Array) => decoder.decode(bytes, { stream: bytes !== undefined });
  let before = 0;
  let isFirst = true;
  for await (const piece of piecesOf(source)) {
    if (isFirst && piece.kind === 'size') {
      isFirst = false;
      yield castHeader({ size: piece.size, startedAt: run.startedAt ?? run.queuedAt, title: titleOf(run) });
      continue;
    }
    for (const event of eventsOf(piece, run, decode)) {
      yield castLine(event, before);
      before = event.at;
    }
  }
}

function eventsOf(piece: Piece, run: Run, decode: (bytes?: Uint8Array) => string): CastEvent[] {
  const { at } = piece;
  const output = (data: string): CastEvent[] => (data === '' ? [] : [{ at, code: 'o', data }]);
  switch (piece.kind) {
    case 'output': return output(decode(piece.bytes));
    case 'size': return [{ at, code: 'r', data: `${piece.size.cols}x${piece.size.rows}` }];
    case 'end': return [...output(decode()), endEvent(run, at)];
  }
}

/** Only what exited has an exit status; of everything else a marker says how it stands. */
function endEvent(run: Run, at: number): CastEvent {
  if (run.state === 'exited' && run.exitStatus !== null) return { at, code: 'x', data: String(run.exitStatus) };
  return { at, code: 'm', data: endingOf(run) };
}

/** What it was, without parameters, and without a command somebody typed: they may hold what is nobody else's business. */
function titleOf({ title, step, runbook, environment }: Run): string {
  return runbook === '' ? `A typed command (${environment})` : `${title || step} (${runbook}, ${environment})`;
}
