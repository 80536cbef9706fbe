/**
 * Where a window stands in a log, and where its scroll bar stands then. A browser draws no element higher than some 33
 * million pixels (Chromium; Firefox 17 million), and rows that wrap have heights nobody knows before they are drawn. So the
 * bar is exact only where all rows are equally high and there is room for them; else it shows the share of rows, and small
 * movements count in pixels from where the window stands. Pure.
 */

/** A row at the window's upper edge and how many of its pixels are above that edge; or so that the log ends at the lower edge. */
export type Place = { readonly row: number; readonly offset: number } | 'tail';

export interface Geometry {
  readonly rows: number;
  /** of a row that takes one line, in pixels */
  readonly rowHeight: number;
  /** of the window, in pixels */
  readonly height: number;
  readonly wraps: boolean;
}

/** Of what scrolls, in pixels: well below what browsers take. */
export const mostPixels = 8_000_000;

type HeightOf = (row: number) => number;

/** Gives the height of what scrolls. */
export function scrollHeight({ rows, rowHeight, height }: Geometry): number {
  return Math.max(height, Math.min(mostPixels, rows * rowHeight));
}

/** Tells whether a pixel of the bar's way is a pixel of the log. */
export function isExact({ rows, rowHeight, wraps }: Geometry): boolean {
  return !wraps && rows * rowHeight <= mostPixels;
}

/** Takes a place; gives where the bar stands then, in pixels. */
export function scrollTopOf(geometry: Geometry, place: Place): number {
  const most = scrollHeight(geometry) - geometry.height;
  if (place === 'tail') return most;
  const pixels = place.row * geometry.rowHeight + place.offset;
  return Math.min(most, isExact(geometry) ? pixels : pixels / geometry.rowHeight / topRows(geometry) * most);
}

/** Takes where the bar was put; gives the place it stands for. */
export function placeAt(geometry: Geometry, scrollTop: number): Place {
  const most = scrollHeight(geometry) - geometry.height;
  if (scrollTop >= most - 1) return 'tail';
  const pixels = isExact(geometry) ? Math.max(0, scrollTop) : Math.max(0, scrollTop) / most * topRows(geometry) * geometry.rowHeight;
  const row = Math.floor(pixels / geometry.rowHeight);
  return { row, offset: pixels - row * geometry.rowHeight };
}

/** How far a window's upper edge can be from the first row, in rows. */
function topRows({ rows, rowHeight, height }: Geometry): number {
  return Math.max(1e-9, rows - height / rowHeight);
}

/** Takes what the bar was moved from and to; gives where the window stands after. A small movement is one in pixels. */
export function scrolled(geometry: Geometry, place: Place, from: number, to: number, heightOf: HeightOf): Place {
  const isJump = isExact(geometry) || Math.abs(to - from) > 2 * geometry.height;
  return isJump ? placeAt(geometry, to) : moved(geometry, place, to - from, heightOf);
}

/** Takes a place and pixels to move it by; gives the place after. It stops at both ends. */
export function moved(geometry: Geometry, place: Place, pixels: number, heightOf: HeightOf): Place {
  let { row, offset } = topOf(geometry, place, heightOf);
  if (place === 'tail' && pixels >= 0) return 'tail';
  offset += pixels;
  while (offset < 0 && row > 0) {
    row -= 1;
    offset += heightOf(row);
  }
  while (row < geometry.rows - 1 && offset >= heightOf(row)) {
    offset -= heightOf(row);
    row += 1;
  }
  return settled(geometry, { row, offset: Math.max(0, offset) }, heightOf);
}

/** Takes a place; gives the same, or the tail when the log ends within the window. */
export function settled(geometry: Geometry, place: Place, heightOf: HeightOf): Place {
  if (place === 'tail') return place;
  const { row, offset } = topOf(geometry, 'tail', heightOf);
  return place.row > row || (place.row === row && place.offset >= offset - 0.5) ? 'tail' : place;
}

/** Takes a place; gives the row at the upper edge. */
export function topOf({ rows, height }: Geometry, place: Place, heightOf: HeightOf): { row: number; offset: number } {
  if (place !== 'tail') return place;
  let row = rows;
  let left = height;
  while (row > 0 && left > 0) {
    row -= 1;
    left -= heightOf(row);
  }
  return { row, offset: Math.max(0, -left) };
}

/** Takes a row to be seen; gives the place in which it is: the one there is when it is seen already, else with the row a third down. */
export function showing(geometry: Geometry, place: Place, row: number, heightOf: HeightOf): Place {
  const top = topOf(geometry, place, heightOf);
  let below = -top.offset;
  for (let at = top.row; at < row && below < geometry.height; at += 1) below += heightOf(at);
  if (row >= top.row && below >= 0 && below + heightOf(row) <= geometry.height) return place;
  return moved(geometry, { row: Math.max(0, Math.min(row, geometry.rows - 1)), offset: 0 }, -geometry.height / 3, heightOf);
}
