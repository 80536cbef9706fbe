/** What a runbook says is not written yet: `<NotWritten owner="…">what</NotWritten>`. */
import type { Node, Root } from 'mdast';
import type { Complain } from '../problem.ts';
import type { Gap } from '../runbook.ts';
import { proceduresOf, textOf } from './headings.ts';
import { attributeOf, isElement } from './markup.ts';
import { walk } from './walk.ts';

/** Takes a runbook's tree; gives its gaps in order, and complains of one that does not say what is missing. */
export function readGaps(tree: Root, complain: Complain): Gap[] {
  const procedures = proceduresOf(tree);
  const gaps: Gap[] = [];
  walk(tree, (node: Node) => {
    if (!isElement(node) || node.name !== 'NotWritten') return;
    const line = node.position?.start.line ?? 1;
    const text = textOf(node).replace(/\s+/g, ' ').trim();
    if (text === '') complain('empty-element', line, node.position?.start.column ?? 1, '`<NotWritten>` is empty. Write between its tags what is missing: `<NotWritten owner="…">How a backup is verified.</NotWritten>`.');
    gaps.push({ owner: attributeOf(node, 'owner') ?? '', text, procedure: procedures.findLast((one) => one.line <= line)?.slug ?? '', line });
  });
  return gaps;
}
