/** Which step a key is about: by where the steps stand in the window. Pure. */

/** Where a step stands, in pixels from the top of the window. */
export interface Place {
  top: number;
  bottom: number;
}

/** So near is as good as there, in pixels. */
const near = 8;

/**
 * Takes the places of the steps in order, the window's part that shows them (from below its bar to its end), and which step the
 * address names (-1 for none); gives the number of the one at hand, -1 when there is none. The step of a link is it while one
 * looks at it, else the first whose title can be read: what is marked or read is what a key is for, never the one half gone above.
 */
export function atHand(places: readonly Place[], begin: number, end: number, linked = -1): number {
  const reads = ({ top }: Place) => top >= begin - near && top < end;
  const spans = ({ top, bottom }: Place, at: number) => top < at && bottom > at;
  const named = places[linked];
  if (named !== undefined && (reads(named) || spans(named, (begin + end) / 2))) return linked;
  const titled = places.findIndex(reads);
  if (titled !== -1) return titled;
  const around = places.findIndex((one) => spans(one, begin + near));
  if (around !== -1) return around;
  const ahead = places.findIndex(({ top }) => top >= end);
  return ahead === -1 ? places.length - 1 : ahead;
}

/** Takes the same without a link; tells whether more than one step could be meant, as the titles of several can be read. */
export function isOneOfSeveral(places: readonly Place[], begin: number, end: number): boolean {
  return places.filter(({ top, bottom }) => bottom > begin + near && top < end).length > 1;
}

/** Takes the same, which step has the focus (-1 for none) and a direction; gives the number of the one to go to, -1 when there is none further. */
export function stepTo(places: readonly Place[], begin: number, focused: number, direction: 1 | -1): number {
  if (focused !== -1) return inRange(focused + direction, places.length);
  const ahead = places.findIndex(({ top }) => top > begin + near);
  // On the way back, the first that begins above the window's edge.
  if (direction === -1) return places.findLastIndex(({ top }) => top < begin - near);
  return ahead;
}

function inRange(at: number, length: number): number {
  return at < 0 || at >= length ? -1 : at;
}
