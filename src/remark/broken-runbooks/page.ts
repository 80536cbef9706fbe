/** The page of a runbook that has problems: its title, what is wrong, and its text as it is, to read and to copy from. Pure. */
import type { Problem } from '../../../common/catalog/problem.ts';
import { visible, visibleLine } from '../../../common/catalog/visible.ts';

/** What the page's component is given. */
export interface BrokenPage {
  problems: readonly Pick<Problem, 'line' | 'column' | 'message'>[];
  /** problems there are besides those told */
  more: number;
  /** with hidden characters spelled out; empty when there is nothing to show */
  source: string;
  /** whether the source goes on */
  cut: boolean;
}

/** More problems than anybody mends from one page. */
const mostProblems = 100;
const longestMessage = 1_000;
/** Characters of the source that are shown: a page that a phone can still open. */
const longestSource = 256 * 1024;

/** Takes the problems and the runbook's text; gives what its page shows. */
export function brokenPage(problems: readonly Problem[], source: string): BrokenPage {
  return {
    problems: problems.slice(0, mostProblems).map(({ line, column, message }) => ({ line, column, message: visibleLine(message, longestMessage) })),
    more: Math.max(0, problems.length - mostProblems),
    source: visible(source.slice(0, longestSource)),
    cut: source.length > longestSource,
  };
}

/** Takes what a page shows; gives it as MDX. It is one line, for Docusaurus rewrites lines that look like fences or headings. */
export function asMdx(page: BrokenPage): string {
  const attribute = JSON.stringify(page).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('{', '&#123;');
  return `<BrokenRunbook data="${attribute}" />\n`;
}
