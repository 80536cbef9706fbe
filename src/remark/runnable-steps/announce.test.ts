/** What an announcement carries on the page: its data, and an element for each parameter in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Root } from 'mdast';
import type { Runbook } from '../../../common/catalog/runbook.ts';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { markAnnouncements } from './announce.ts';

const text = (value: string) => ({ type: 'text', value });
const step = { kind: 'manual', id: 'tell', digest: 'd'.repeat(64), announce: { text: 'x', channels: [], parameters: ['TARGET', 'POD'] } };

test('a parameter in an announcement becomes an element, also within markup; what is none stays text', () => {
  const children = [text('Redis ($TARGET), $HOME'), { type: 'emphasis', children: [text('$POD$TARGET')] }];
  const tree = { type: 'root', children: [{ type: 'mdxJsxFlowElement', name: 'Announce', attributes: [{ type: 'mdxJsxAttribute', name: 'id', value: 'tell' }], children: [{ type: 'paragraph', children }] }, { type: 'paragraph', children: [text('$TARGET')] }] } as unknown as Root;
  const before = textOf(tree);
  markAnnouncements(tree, { steps: [step] } as unknown as Runbook);
  const names = JSON.stringify(tree).match(/"name":"Worth","attributes":\[\{"type":"mdxJsxAttribute","name":"name","value":"[A-Z]+"/g);
  assert.deepEqual(names?.map((one) => /"([A-Z]+)"$/.exec(one)?.[1]), ['TARGET', 'POD', 'TARGET']);
  assert.equal(textOf(tree), before);
  assert.deepEqual(tree.children[1], { type: 'paragraph', children: [text('$TARGET')] });
});
