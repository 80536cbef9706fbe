/** Where in a YAML document something stands, so that a problem can say its line. Pure. */
import { type Document, isCollection, isNode, isPair, isScalar } from 'yaml';

/** Takes a document and the path of keys to a value; gives the offset of its key, or of the nearest key around it; 0 when there is none. */
export function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length));
    if (offset !== null) return offset;
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number | null {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (!isCollection(parent)) return null;
  for (const [at, item] of parent.items.entries()) {
    const node: unknown = isPair(item) ? item.key : item;
    const isIt = isPair(item) ? isScalar(node) && String(node.value) === String(last) : at === last;
    if (isIt && isNode(node)) return node.range?.[0] ?? null;
  }
  return null;
}
