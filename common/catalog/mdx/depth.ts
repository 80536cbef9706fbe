/** How deep a runbook is nested: whatever draws it goes down one call a level, and has only so many. */
import type { Node, Root } from 'mdast';
import type { Complain } from '../problem.ts';

/** A list in a list in a quote in an admonition is some ten levels of syntax tree. */
export const deepest = 100;

/** Takes a runbook's tree; complains of the first thing that is nested too deeply. Gives whether it may be read on. */
export function checkDepth(tree: Root, complain: Complain): boolean {
  const waiting: [node: Node, depth: number][] = [[tree, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next;
    if (depth > deepest) {
      complain('mdx-syntax', node.position?.start.line ?? 1, node.position?.start.column ?? 1, `What stands here is nested in more than ${deepest} other things. Take lists, quotes and elements apart.`);
      return false;
    }
    if ('children' in node && Array.isArray(node.children)) for (const child of node.children as Node[]) waiting.push([child, depth + 1]);
  }
  return true;
}
