/** Where a login comes back to: a page of ours, whatever a link asked for. Pure. */
const longest = 1_000;

/** Takes a path as it was asked for, and our origin; gives it when it is a page of ours, else the front page. */
export function safeReturn(asked: string, origin: string): string {
  // A browser reads `//x` and `/\x` as another host's name, and takes line breaks and tabs out before it reads.
  if (asked.length > longest || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes('\\') || !URL.canParse(asked, origin)) return '/';
  const { origin: theirs, pathname, search, hash } = new URL(asked, origin);
  const isPage = theirs === origin && !pathname.startsWith('//') && !/^\/(api|login)(\/|$)/.test(pathname);
  return isPage ? pathname + search + hash : '/';
}
