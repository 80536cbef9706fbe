/** A recording as text: what the terminal shows, with nothing of how it got there. */
import { setImmediate as others } from 'node:timers/promises';
import { LineReader } from '../../common/recording/lines.ts';
import { type Piece as TextPiece, textOf } from '../../common/recording/snapshot.ts';
import { piecesOf } from './pieces.ts';
import { drawn } from './screen.ts';
import { firstSize, type Source } from './source.ts';

/** Output read at once, in bytes, and the milliseconds of reading after which others get their turn. */
const readAtOnce = 8 * 1024;
const turnMs = 5;

/** Takes a source; gives its text in parts. */
export async function* plainTextOf(source: Source): AsyncGenerator<string> {
  let isLineOpen = false;
  for await (const pieces of textPiecesOf(source, 0)) {
    const text = textOf(pieces);
    if (text === '') continue;
    isLineOpen = !text.endsWith('\n');
    yield text;
  }
  if (isLineOpen) yield '\n';
}

/** Takes a source and the byte to begin at; gives text with its looks in parts: drawn where that can be, else line by line. */
export async function* textPiecesOf(source: Source, from: number): AsyncGenerator<TextPiece[]> {
  const whole = from === 0 ? await drawn(source) : null;
  if (whole !== null) {
    yield whole;
    return;
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines = new LineReader(Math.max((await firstSize(source)).cols, source.run.size.cols));
  let since = performance.now();
  for await (const piece of piecesOf(source, from)) {
    if (piece.kind !== 'output') continue;
    for (let at = 0; at < piece.bytes.length; at += readAtOnce) {
      yield lines.take(decoder.decode(piece.bytes.subarray(at, at + readAtOnce), { stream: true }));
      if (performance.now() - since < turnMs) continue;
      await others();
      since = performance.now();
    }
  }
  yield [...lines.take(decoder.decode()), ...lines.end()];
}
