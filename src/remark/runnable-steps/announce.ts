/** What a page needs to announce a step, put on its `<Announce>` element as the catalog has it: digest, text and channels. */
import type { Node, PhrasingContent, Root, Text } from 'mdast';
import type { MdxJsxAttribute, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { walk } from '../../../common/catalog/mdx/walk.ts';
import { shownDigits } from '../../../common/catalog/shown-digest.ts';
import type { Runbook } from '../../../common/catalog/runbook.ts';

/** Takes a runbook's tree and its entry in the catalog; marks what is announced, and the parameters in it. */
export function markAnnouncements(tree: Root, { steps }: Runbook): void {
  walk(tree, (node: Node) => {
    if (!isElement(node) || node.name !== 'Announce') return;
    const id = attributeOf(node, 'id');
    const step = steps.find((one) => one.id === id);
    if (step?.kind !== 'manual' || step.announce === undefined) return;
    const { text, channels, parameters } = step.announce;
    const value = JSON.stringify({ digest: step.digest.slice(0, shownDigits), text, channels, parameters });
    node.attributes = [...node.attributes.filter((attribute) => attribute.type !== 'mdxJsxAttribute' || attribute.name === 'id'), { type: 'mdxJsxAttribute', name: 'data', value } satisfies MdxJsxAttribute];
    nameParameters(node, parameters);
  });
}

/** Each `$NAME` becomes an element of its own, so that the page shows what it is worth there. */
function nameParameters(node: Node, names: readonly string[]): void {
  if (!('children' in node) || !Array.isArray(node.children)) return;
  node.children = (node.children as Node[]).flatMap((child): Node[] => (child.type === 'text' ? cut(child as Text, names) : [child]));
  for (const child of node.children as Node[]) if (!isElement(child) || child.name !== 'Worth') nameParameters(child, names);
}

function cut({ value }: Text, names: readonly string[]): PhrasingContent[] {
  return value.split(/(\$[A-Z][A-Z0-9_]*)/).filter((part) => part !== '').map((part): PhrasingContent => {
    const text: Text = { type: 'text', value: part };
    if (!part.startsWith('$') || !names.includes(part.slice(1))) return text;
    return { type: 'mdxJsxTextElement', name: 'Worth', attributes: [{ type: 'mdxJsxAttribute', name: 'name', value: part.slice(1) }], children: [text] } satisfies MdxJsxTextElement;
  });
}
