/** Who cannot see a picture is told what it shows. */
import type { Node } from 'mdast';
import { attributeOf, isElement } from '../../../../common/catalog/mdx/markup.ts';
import { walk } from '../../../../common/catalog/mdx/walk.ts';
import type { Rule } from '../rule.ts';

export const altText: Rule = {
  name: 'alt-text',
  severity: 'warning',
  check({ tree }, _site, report) {
    walk(tree, (node: Node) => {
      const bare = node.type === 'image' ? !('alt' in node && node.alt) : isElement(node) && node.name === 'img' && attributeOf(node, 'alt') === undefined;
      if (bare) report([node.position?.start.line ?? 1, node.position?.start.column ?? 1], 'The picture has no text beside it. Write in words what it shows: `![How messages flow from …](…)`.');
    });
  },
};
