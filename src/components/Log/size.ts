/** Sizes of files as people say them. Pure. */

const units = ['bytes', 'KB', 'MB', 'GB'] as const;

/** Takes bytes; gives their size in units of 1,000 (`50.2 MB`). */
export function sizeOf(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}
