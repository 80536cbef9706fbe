/** Pieces of a row, cut further where the search found something. Pure. */
import type { Look } from '../../../common/log/look.ts';
import { type RowPiece, rowText } from '../../../common/log/row.ts';

export interface MarkedPiece {
  text: string;
  look: Look;
  isMarked: boolean;
}

/** Takes a row's pieces and what finds places in its text; gives the pieces, each found or not. What is found may go over several. */
export function pieceUp(pieces: readonly RowPiece[], find: ((text: string) => [number, number][]) | null): MarkedPiece[] {
  const places = find === null ? [] : find(rowText(pieces));
  if (places.length === 0) return pieces.map((piece) => ({ ...piece, isMarked: false }));
  const cut: MarkedPiece[] = [];
  let begin = 0;
  let next = 0;
  for (const { text, look } of pieces) {
    const end = begin + text.length;
    for (let at = begin; at < end;) {
      while ((places[next]?.[1] ?? Number.POSITIVE_INFINITY) <= at) next += 1;
      const [from, to] = places[next] ?? [end, end];
      const isMarked = at >= from;
      const until = Math.min(end, isMarked ? to : from);
      cut.push({ text: text.slice(at - begin, until - begin), look, isMarked });
      at = until;
    }
    begin = end;
  }
  return cut;
}
