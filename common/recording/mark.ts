/**
 * When a run printed what: marks, one for each piece of output and each new size of the terminal. A mark is 16 bytes, all
 * big endian, and says by itself how things stood, so that a reader may begin at any of them:
 *
 *   kind (u8), microseconds since the run began (u48), bytes of output so far (u40), columns (u16), rows (u16)
 *
 * Marks are written beside the output and may be behind it, cut off or missing: the bytes are the truth, a reader of
 * marks leaves out what does not fit.
 */
import { isTerminalSize, type TerminalSize } from '../run.ts';

export const markBytes = 16;
const markKinds = { output: 1, size: 2, end: 3 } as const;
export type MarkKind = keyof typeof markKinds;

export interface Mark {
  kind: MarkKind;
  /** microseconds since the run began, by a clock that only goes forward */
  at: number;
  /** bytes of output so far */
  end: number;
  size: TerminalSize;
}

const names: readonly (MarkKind | undefined)[] = [undefined, 'output', 'size', 'end'];
const mostAt = 2 ** 48 - 1;
const mostEnd = 2 ** 40 - 1;

/** Takes a mark, where to write it and the byte to begin at. */
export function encodeMark({ kind, at, end, size }: Mark, into: DataView, offset: number): void {
  into.setUint8(offset, markKinds[kind]);
  const time = Math.min(at, mostAt);
  into.setUint16(offset + 1, Math.floor(time / 2 ** 32));
  into.setUint32(offset + 3, time % 2 ** 32);
  const bytes = Math.min(end, mostEnd);
  into.setUint8(offset + 7, Math.floor(bytes / 2 ** 32));
  into.setUint32(offset + 8, bytes % 2 ** 32);
  into.setUint16(offset + 12, size.cols);
  into.setUint16(offset + 14, size.rows);
}

/** Takes bytes and where a mark begins in them; gives it, or null when that is none. */
export function decodeMark(from: DataView, offset: number): Mark | null {
  const kind = names[from.getUint8(offset)];
  const size = { cols: from.getUint16(offset + 12), rows: from.getUint16(offset + 14) };
  if (kind === undefined || !isTerminalSize(size)) return null;
  return {
    kind, size,
    at: from.getUint16(offset + 1) * 2 ** 32 + from.getUint32(offset + 3),
    end: from.getUint8(offset + 7) * 2 ** 32 + from.getUint32(offset + 8),
  };
}

/**
 * Takes bytes that begin with a mark, the mark before them (null for none) and where the output ends; gives the marks that
 * fit: time and output only grow, and nothing is past the output's end. A piece of a mark at the end is no mark.
 */
export function readMarks(bytes: Uint8Array, before: Mark | null, outputEnd: number): Mark[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const marks: Mark[] = [];
  let last = before;
  for (let offset = 0; offset + markBytes <= bytes.length; offset += markBytes) {
    const mark = decodeMark(view, offset);
    if (mark === null || mark.at < (last?.at ?? 0) || mark.end < (last?.end ?? 0)) continue;
    last = { ...mark, end: Math.min(mark.end, outputEnd) };
    marks.push(last);
  }
  return marks;
}
