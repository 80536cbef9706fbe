/** The tree of a reStructuredText page, as `docutils-tree.py` prints it. */

export interface RstNode {
  /** docutils' name of the node; `#` for text */
  t: string;
  /** the text of `#` */
  v?: string;
  /** line, from 1; 0 when it is not known */
  l?: number;
  /** attributes */
  a?: Readonly<Record<string, unknown>>;
  /** children */
  c?: readonly RstNode[];
}

/** Takes a node; gives its text, without markup. */
export function plainText(node: RstNode): string {
  return node.t === '#' ? node.v ?? '' : (node.c ?? []).map(plainText).join('');
}

/** Takes a node and the name of an attribute; gives it as text, empty when there is none. */
export function attribute(node: RstNode, name: string): string {
  const value = node.a?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Takes a node and the name of an attribute; gives it as a list of texts. */
export function attributes(node: RstNode, name: string): string[] {
  const value = node.a?.[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Takes a directive; gives its options as written. */
export function options(node: RstNode): Record<string, string> {
  const value = node.a?.['options'];
  return typeof value === 'object' && value !== null ? value as Record<string, string> : {};
}

/** Takes a node; gives its line, or that of the first thing in it that has one; 0 when nothing has. */
export function lineOf(node: RstNode): number {
  if (node.l) return node.l;
  for (const child of node.c ?? []) {
    const line = lineOf(child);
    if (line > 0) return line;
  }
  return 0;
}
