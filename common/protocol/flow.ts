/**
 * Flow control in bytes of output, by acknowledgement from the viewer.
 * Invariant: ackEvery ≤ low ≤ high, else a paused terminal might never be resumed.
 * The marks are in the range the xterm.js flow control guide advises (high at most 500 kB, so that keys stay
 * responsive): https://xtermjs.org/docs/guides/flowcontrol/
 */
export const flow = {
  /** a viewer that has not acknowledged this much more than it was sent gets no more for now */
  high: 400_000,
  /** below this it gets more again */
  low: 100_000,
  /** a viewer acknowledges at least this often */
  ackEvery: 50_000,
  /** a viewer this far behind what the run has printed jumps to the tail, the gap marked */
  farBehind: 1024 * 1024,
  /** the one who types may hold back the process this long, in milliseconds; then it is a viewer like others */
  stallMs: 2_000,
} as const;
