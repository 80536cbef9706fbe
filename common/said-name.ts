/**
 * Takes a name out of an address that is none of ours; gives it as it may be said on a page of ours: anybody makes addresses, and what
 * they write there shall be no sentence of ours, and hide nothing.
 */
export function saidName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]/gu, '\ufffd').slice(0, 80);
}
