/** Which step a key is about: by where the steps stand in the window. Pure. */

/** Where a step stands, in pixels from the top of the window. */
export interface Place {
  top: number;
  bottom: number;
}

/** So near is as good as there, in pixels. */
const near = 8;

/** Takes the places of the steps in order and where the page begins under its bar; gives the number of the one at hand, -1 when there is none. */
export function atHand(places: readonly Place[], begin: number): number {
  const seen = places.findIndex(({ bottom }) => bottom > begin + near);
  return seen === -1 ? places.length - 1 : seen;
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
