/**
 * How much a reader of Markdown has to try out. Each `*`, `_` and `[` of a paragraph may belong to each other one, which takes
 * the cube of their number, and each quote or list in a line begins all those in it anew. What nobody writes is not tried.
 */
import type { Complain } from '../problem.ts';

/** Signs between two empty lines: some forty times those of the densest paragraph that anybody wrote. */
const mostSigns = 4_000;
/** Quotes and lists that begin in one line. */
const mostMarkers = 16;
const markers = /^(?:[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s)))+/;
/** A line drawn across the page: https://spec.commonmark.org/0.31.2/#thematic-breaks */
const rule = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

/** Takes a runbook's text; complains of the first thing in it that takes too long to read. Gives whether it may be parsed. */
export function checkDensity(text: string, complain: Complain): boolean {
  let signs = 0;
  for (const [at, line] of text.split('\n').entries()) {
    signs = line.trim() === '' ? 0 : signs + countOf(line, /[*_[]/g);
    if (signs > mostSigns) {
      complain('mdx-syntax', at + 1, 1, `There are more than ${mostSigns} of \`*\`, \`_\` and \`[\` without an empty line between them. Divide the paragraph or the block.`);
      return false;
    }
    const begun = markers.exec(line)?.[0] ?? '';
    if (countOf(begun, />|[-+*]|[.)]/g) > mostMarkers && !rule.test(line)) {
      complain('mdx-syntax', at + 1, 1, `More than ${mostMarkers} quotes and lists begin in this line. Take them apart.`);
      return false;
    }
  }
  return true;
}

function countOf(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
