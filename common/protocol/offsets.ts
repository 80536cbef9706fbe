/** Puts a run's output together from frames that may come twice: after a reconnect the server sends from where we say we are. */

export interface Piece {
  /** what was not had before */
  fresh: Uint8Array;
  /** bytes of output had now, counted from the start of the run */
  have: number;
  /** bytes that never came, before `fresh` */
  missed: number;
}

/** Takes how many bytes of output we have and a frame's offset and bytes; gives what of it is new. */
export function take(have: number, offset: number, bytes: Uint8Array): Piece {
  const end = offset + bytes.length;
  if (end <= have) return { fresh: bytes.subarray(bytes.length), have, missed: 0 };
  const known = Math.max(0, have - offset);
  return { fresh: bytes.subarray(known), have: end, missed: Math.max(0, offset - have) };
}
