/** Characters of no width, which editors and translations leave behind: a runbook may hold none, and nobody misses them. */
import type { Node } from 'mdast';
import { hiddenIn } from '../../common/catalog/hidden.ts';
import { childrenOf } from './markup.ts';
import type { Page, Tell } from './page.ts';

/** Joiners, soft hyphens and marks. What turns the direction of writing is no slip: it stays, and the runbook is refused. */
const harmless = /^U\+(?:00AD|180E|200[B-F]|2060|FE0[0-9A-E]|FEFF)$/;
const spoken = ['value', 'title', 'alt', 'label', 'url', 'meta'] as const;

/** Takes a page and where to tell; takes characters of no width out of its text and its tree, and tells the lines. */
export function withoutHidden(page: Page, tell: Tell): void {
  for (const [index, line] of page.text.split('\n').entries()) {
    const names = hiddenIn(line).map(({ name }) => name).filter((name) => harmless.test(name));
    if (names.length > 0) tell(index + 1, 'left', `a character that nobody sees (${[...new Set(names)].join(', ')})`);
  }
  if (hiddenIn(page.text).length === 0) return;
  page.text = cleaned(page.text);
  const visit = (node: Node): void => {
    const fields = node as unknown as Record<string, unknown>;
    for (const key of spoken) if (typeof fields[key] === 'string') fields[key] = cleaned(fields[key]);
    childrenOf(node).forEach(visit);
  };
  visit(page.tree);
}

function cleaned(text: string): string {
  let at = 0;
  let kept = '';
  for (const { offset, name } of hiddenIn(text)) {
    if (!harmless.test(name)) continue;
    kept += text.slice(at, offset);
    at = offset + 1;
  }
  return kept + text.slice(at);
}
