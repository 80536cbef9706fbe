/** What a step is called in the table of contents, and where it leads. Pure. */

/** Characters of an instruction that are shown: two lines of the table at most. */
const longest = 56;

/** Takes a step's id; gives the id of its element on the page, as `src/client/deep-link.ts` does. */
export function anchorOf(step: string): string {
  return `step-${step}`;
}

/** Takes what a step is; gives its name: its title, what it writes, or its id. What is long ends at a word, with “…”. */
export function nameOf({ id, title = '', path }: { id: string; title?: string; path?: string }): string {
  const name = title.replace(/\s+/g, ' ').trim() || (path === undefined ? id : `Write ${path}`);
  if (name.length <= longest) return name;
  const word = name.lastIndexOf(' ', longest);
  return `${name.slice(0, word > 0 ? word : longest)}…`;
}
