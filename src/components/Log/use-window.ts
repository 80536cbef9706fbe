/** The window onto a log: where it stands, which rows are drawn, and what moves it. */
import { type KeyboardEvent, type RefObject, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Geometry, isExact, moved, type Place, scrolled, scrollHeight, scrollTopOf, settled, showing } from './position.ts';
import type { Extent } from './rows.ts';

/** Of a row that takes one line, in pixels; the style sheet has the same. */
const rowHeight = 18;
/** Rows drawn above and below what is seen; more where rows wrap, whose heights are known only once they are drawn. */
const beyond = { even: 2, wrapped: 12 } as const;
/** Rows of a selection that stay drawn when it is scrolled away from, so that it can be copied. */
const mostHeld = 1_000;
/** Who runs through a log reads no more than thirty windows a second; the machine has the rest. In milliseconds, from one to the next and after the last. */
const pace = { next: 30, last: 50 } as const;
/** After the last movement of the bar, in milliseconds, it may be put where it belongs. */
const restMs = 150;

export interface Sight {
  scroller: RefObject<HTMLDivElement | null>;
  layer: RefObject<HTMLDivElement | null>;
  geometry: Geometry;
  place: Place;
  /** the rows that are drawn */
  first: number;
  last: number;
  selected: Selected | null;
  /** how high what scrolls is, in pixels */
  total: number;
  onScroll(event: UIEvent<HTMLDivElement>): void;
  onKeyDown(event: KeyboardEvent<HTMLDivElement>): void;
  goTo(row: number): void;
  goToTail(): void;
}

export interface Selected {
  first: number;
  last: number;
}

/** Takes how much there is, whether rows wrap and which are selected; gives the window, standing at the tail at first. */
export function useWindow(extent: Extent, wraps: boolean, selected: Selected | null): Sight {
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const heights = useRef<ReadonlyMap<number, number>>(new Map());
  const bar = useRef({ at: 0, isMoving: false });
  const height = useHeight(scroller);
  const [place, setPlace] = usePlace(extent);
  const geometry: Geometry = { rows: extent.rows, rowHeight, height, wraps };
  const { first, last } = drawnRows(geometry, place, selected);
  const heightOf = (row: number) => heights.current.get(row) ?? rowHeight;

  const putBar = (now: Place) => {
    const element = scroller.current;
    if (element === null) return;
    const target = scrollTopOf(geometry, now);
    // To ask where the bar is makes the browser lay out the page; while it is being moved that was told already.
    const at = bar.current.isMoving ? bar.current.at : element.scrollTop;
    if (Math.abs(at - target) >= 1) element.scrollTop = target;
    bar.current.at = Math.abs(at - target) >= 1 ? element.scrollTop : at;
  };
  useWidest(layer, wraps);
  useLayoutEffect(() => {
    const drawn = layer.current;
    if (drawn === null) return;
    heights.current = wraps ? measured(drawn) : new Map();
    drawn.style.transform = `translateY(${shiftOf(drawn, geometry, place, first)}px)`;
    if (!bar.current.isMoving || isExact(geometry) || isAtEdge(bar.current.at, geometry, place)) putBar(place);
  });
  const rest = useRest(() => {
    bar.current.isMoving = false;
    putBar(place);
  });

  const follow = usePaced(() => {
    const from = bar.current.at;
    bar.current.at = scroller.current?.scrollTop ?? from;
    // In the frame that shows the bar's new place.
    flushSync(() => { setPlace(scrolled(geometry, place, from, bar.current.at, heightOf)); });
  });

  return {
    scroller, layer, geometry, place, first, last, selected, total: scrollHeight(geometry),
    onScroll({ currentTarget }) {
      // Numbers that stay at the side are a layer of the compositor each, so only where there is something to stay beside.
      currentTarget.toggleAttribute('data-aside', currentTarget.scrollLeft > 0);
      const way = Math.abs(currentTarget.scrollTop - bar.current.at);
      // Moved sideways, or by us.
      if (way < 1) return;
      bar.current.isMoving = true;
      rest();
      follow(isExact(geometry) && way > height);
    },
    onKeyDown(event) {
      const pixels = event.target === event.currentTarget ? pixelsOf(event, height) : null;
      if (pixels === null) return;
      event.preventDefault();
      if (Number.isFinite(pixels)) setPlace(moved(geometry, place, pixels, heightOf));
      else setPlace(pixels > 0 ? 'tail' : settled(geometry, { row: 0, offset: 0 }, heightOf));
    },
    goTo: (row) => { setPlace(showing(geometry, place, row, heightOf)); },
    goToTail: () => { setPlace('tail'); },
  };
}

/** Rows get other numbers once they are counted: a place goes with its row. */
function usePlace({ rows, lines }: Extent): [Place, (place: Place) => void] {
  const [place, setPlace] = useState<Place>('tail');
  const [before, setBefore] = useState({ rows, isCounted: lines !== null });
  if (before.rows !== rows || before.isCounted !== (lines !== null)) {
    setBefore({ rows, isCounted: lines !== null });
    if (!before.isCounted && lines !== null && place !== 'tail') setPlace({ ...place, row: place.row + rows - before.rows });
  }
  return [place, setPlace];
}

function useHeight(scroller: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(20 * rowHeight);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => { setHeight(element.clientHeight); });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [scroller]);
  return height;
}

/** Rows differ in width: what scrolls stays as wide as the widest seen, so that the lower bar does not come and go with each frame. */
function useWidest(layer: RefObject<HTMLDivElement | null>, wraps: boolean): void {
  useLayoutEffect(() => {
    const element = layer.current;
    if (element === null || wraps) return undefined;
    let widest = 0;
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.ceil(entry?.contentRect.width ?? 0);
      if (width <= widest) return;
      widest = width;
      element.style.minWidth = `max(100%, ${width}px)`;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      element.style.minWidth = '';
    };
  }, [layer, wraps]);
}

/** Takes what to do once nothing has moved for a moment; gives what says that something moves. */
function useRest(act: () => void): () => void {
  const latest = useRef(act);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => { latest.current = act; });
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { latest.current(); }, restMs);
  };
}

/** Takes what to do; gives what does it: at once, or, where it may wait, at the pace above. */
function usePaced(act: () => void): (mayWait: boolean) => void {
  const latest = useRef(act);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const done = useRef(0);
  useLayoutEffect(() => { latest.current = act; });
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  const doIt = () => {
    clearTimeout(timer.current);
    done.current = performance.now();
    latest.current();
  };
  return (mayWait) => {
    clearTimeout(timer.current);
    if (mayWait && performance.now() - done.current < pace.next) timer.current = setTimeout(doIt, pace.last);
    else doIt();
  };
}

function drawnRows({ rows, height, wraps }: Geometry, place: Place, selected: Selected | null): Selected {
  const seen = Math.ceil(height / rowHeight) + 1;
  const top = place === 'tail' ? Math.max(0, rows - seen) : place.row;
  const more = wraps ? beyond.wrapped : beyond.even;
  const first = Math.max(0, top - more);
  const last = Math.min(rows - 1, top + seen + more);
  if (selected === null) return { first, last };
  const both = { first: Math.min(first, selected.first), last: Math.max(last, selected.last) };
  return both.last - both.first <= mostHeld && both.last < rows ? both : { first, last };
}

function measured(layer: HTMLElement): Map<number, number> {
  return new Map(Array.from(layer.children, (row) => [Number((row as HTMLElement).dataset.row), (row as HTMLElement).offsetHeight]));
}

/** How far the drawn rows are moved, in pixels, so that the window shows its place. */
function shiftOf(layer: HTMLElement, { height, wraps, rows }: Geometry, place: Place, first: number): number {
  if (place !== 'tail') {
    const above = wraps ? (layer.querySelector<HTMLElement>(`[data-row="${place.row}"]`)?.offsetTop ?? 0) : (place.row - first) * rowHeight;
    return -above - place.offset;
  }
  const all = wraps ? layer.offsetHeight : (rows - first) * rowHeight;
  return Math.min(0, height - all);
}

/** Takes a window; gives the rows at its edges. */
export function edgesOf({ place, geometry: { rows, height } }: Sight): { first: number; last: number } {
  const count = Math.floor(height / rowHeight);
  const first = place === 'tail' ? Math.max(0, rows - count) : place.row;
  return { first, last: Math.min(rows - 1, first + count - 1) };
}

/** The bar has come to an end of its way before the window has come to that of the log, or the other way about. */
function isAtEdge(at: number, geometry: Geometry, place: Place): boolean {
  const most = scrollHeight(geometry) - geometry.height;
  const isFirst = place !== 'tail' && place.row === 0 && place.offset === 0;
  const near = geometry.height;
  return (at < near && !isFirst) || (at > most - near && place !== 'tail') || isFirst || place === 'tail';
}

/** Takes a key and the window's height; gives the pixels it moves by, endless for the ends, or null when it moves nothing. */
function pixelsOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent, height: number): number | null {
  if (altKey || ((ctrlKey || metaKey) && key !== 'Home' && key !== 'End')) return null;
  switch (key) {
    case 'ArrowUp': return -rowHeight;
    case 'ArrowDown': return rowHeight;
    case 'PageUp': return rowHeight - height;
    case 'PageDown': return height - rowHeight;
    case ' ': return shiftKey ? rowHeight - height : height - rowHeight;
    case 'Home': return Number.NEGATIVE_INFINITY;
    case 'End': return Number.POSITIVE_INFINITY;
    default: return null;
  }
}
