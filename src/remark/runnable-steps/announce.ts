/** What a page needs to announce a step, put on its `<Announce>` element as the catalog has it: digest, text and channels. */
import type { Node, Root } from 'mdast';
import type { MdxJsxAttribute } from 'mdast-util-mdx-jsx';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { walk } from '../../../common/catalog/mdx/walk.ts';
import { shownDigits } from '../../../common/catalog/shown-digest.ts';
import type { Runbook } from '../../../common/catalog/runbook.ts';

/** Takes a runbook's tree and its entry in the catalog; marks what is announced. */
export function markAnnouncements(tree: Root, { steps }: Runbook): void {
  walk(tree, (node: Node) => {
    if (!isElement(node) || node.name !== 'Announce') return;
    const id = attributeOf(node, 'id');
    const step = steps.find((one) => one.id === id);
    if (step?.kind !== 'manual' || step.announce === undefined) return;
    const { text, channels, parameters } = step.announce;
    const value = JSON.stringify({ digest: step.digest.slice(0, shownDigits), text, channels, parameters });
    node.attributes = [...node.attributes.filter((attribute) => attribute.type !== 'mdxJsxAttribute' || attribute.name === 'id'), { type: 'mdxJsxAttribute', name: 'data', value } satisfies MdxJsxAttribute];
  });
}
