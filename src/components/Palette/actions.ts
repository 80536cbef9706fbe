/** What the palette can do, besides leading to results: go to a page, and act on the page that is open. */
import { type Choice, ofAction } from '../Search/choice.ts';

/** A link of the navigation, as the site's configuration has it. */
export interface NavItem {
  label?: string;
  to?: string;
  type?: string;
  items?: readonly NavItem[];
}

/** Takes the items of the navigation and the footer; gives an action for each page they lead to, each once. */
export function pagesOf(items: readonly NavItem[]): Choice[] {
  const flat = items.flatMap((item) => [item, ...(item.items ?? [])]);
  const known = new Map<string, Choice>();
  for (const { label, to, type } of flat) {
    const href = to ?? (type === 'docSidebar' ? '/docs' : undefined);
    if (label !== undefined && href?.startsWith('/') === true && !known.has(href)) known.set(href, ofAction(`go:${href}`, `Go to ${label}`, '', { href }));
  }
  return [...known.values()];
}

/** Takes actions and what was typed behind `>`, if anything; gives those with a word that begins with each of the words typed. */
export function matching(actions: readonly Choice[], typed: string): Choice[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return actions.filter(({ title, within }) => {
    const words = [title.text, ...within].join(' ').toLowerCase().split(/[^\p{L}\p{N}?]+/u);
    return wanted.every((word) => words.some((one) => one.startsWith(word)));
  });
}
