/** A look at every node of a tree, in the order of the text. */
import type { Node } from 'mdast';

/** Takes a tree and what to do with each node; calls it for the tree itself and for all in it. */
export function walk(node: Node, look: (node: Node) => void): void {
  look(node);
  if (!('children' in node) || !Array.isArray(node.children)) return;
  for (const child of node.children as Node[]) walk(child, look);
}
