/** Sizes as people write them in settings: `20 GiB`. Pure. */
const units = { MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
const size = /^(\d{1,6}(?:\.\d{1,3})?) ?(MiB|GiB|TiB)$/;

/** Takes a size as people write it, such as `20 GiB`; gives bytes, or null when it is none. */
export function bytesOf(text: string): number | null {
  const found = size.exec(text);
  return found === null ? null : Math.round(Number(found[1]) * units[found[2] as keyof typeof units]);
}

/** Takes bytes; gives them as people write them. */
export function sizeSaid(bytes: number): string {
  const unit = bytes >= units.TiB ? 'TiB' : bytes >= units.GiB ? 'GiB' : 'MiB';
  return `${Number((bytes / units[unit]).toFixed(1))} ${unit}`;
}
