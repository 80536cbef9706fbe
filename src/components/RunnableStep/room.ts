/** How high the output of a step was the last time, kept in this browser: its place is there before the output is, and nothing is pushed down when it comes. */

const key = 'handrail.room';
/** Steps that are remembered, and the most that is kept for one, in pixels: a terminal of 24 rows and its tools. */
const bounds = { steps: 200, height: 640 } as const;

/** Takes a step by a name of its own; gives the height in pixels, 0 where none is known. */
export function roomOf(step: string): number {
  return kept().get(step) ?? 0;
}

/** Takes a step and the height of its output in pixels; remembers it, and forgets the step that has waited longest. */
export function keepRoom(step: string, height: number): void {
  const rooms = kept();
  rooms.delete(step);
  rooms.set(step, Math.min(bounds.height, Math.round(height)));
  try {
    localStorage.setItem(key, [...rooms].slice(-bounds.steps).map(([name, high]) => `${high} ${name}`).join('\n'));
  } catch {
    // A browser that keeps nothing finds the height anew.
  }
}

function kept(): Map<string, number> {
  try {
    const lines = (localStorage.getItem(key) ?? '').split('\n').slice(0, bounds.steps).map((line) => /^(\d{1,4}) (\S{1,200})$/.exec(line));
    return new Map(lines.flatMap((found) => (found === null ? [] : [[found[2] ?? '', Math.min(bounds.height, Number(found[1]))] as const])));
  } catch {
    return new Map();
  }
}
