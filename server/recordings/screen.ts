/** A recording's text as the terminal itself would show it, drawn without one. For output that is small enough. */
import headless from '@xterm/headless';
import { type Piece as TextPiece, snapshot } from '../../common/recording/snapshot.ts';
import { piecesOf } from './pieces.ts';
import { firstSize, type Source } from './source.ts';

/** Output larger than this is read line by line instead. */
const mostBytes = 256 * 1024;
/** Cells of lines on and above the screen, all of which are looked at in one go. */
const mostCells = 400_000;

/** One at a time: each holds its whole screen. */
let drawing: Promise<unknown> = Promise.resolve();

/** Takes a source; gives its text, or null when that is too large to be drawn. */
export async function drawn(source: Source): Promise<TextPiece[] | null> {
  if (source.run.end > mostBytes) return null;
  const drawn = drawing.then(() => draw(source));
  drawing = drawn.catch(() => undefined);
  return await drawn;
}

async function draw(source: Source): Promise<TextPiece[] | null> {
  const size = await firstSize(source);
  const most = Math.floor(mostCells / Math.max(size.cols, source.run.size.cols));
  const terminal = new headless.Terminal({ ...size, scrollback: most, allowProposedApi: true });
  try {
    const drawn = () => new Promise<void>((written) => { terminal.write('', written); });
    for await (const piece of piecesOf(source)) {
      if (piece.kind === 'output') terminal.write(piece.bytes);
      if (piece.kind !== 'size') continue;
      await drawn();
      terminal.resize(piece.size.cols, piece.size.rows);
    }
    await drawn();
    // With more lines than that the first would be gone.
    return terminal.buffer.normal.length >= most ? null : snapshot(terminal.buffer.normal);
  } finally {
    terminal.dispose();
  }
}
