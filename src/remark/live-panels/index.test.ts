/** Each panel of a runbook becomes one component with its words, and what stands there without it is ordinary text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import { walk } from '../../../common/catalog/mdx/walk.ts';
import { markPanels } from './index.ts';

const source = `---
title: T
service: s
targets: {dev: {}, prod: {}}
redis: {pod: cache-0, namespace: cache}
parameters: {REGION: {type: text, default: west}}
---

<RedisGroup stream="orders:$REGION" group="\${REGION}_workers" />

<Pods namespace="$TARGET-cache" selector="app=web" title="The “web” servers" />

<Events namespace="cache" object="cache-0" rows="12" />
`;

test('captions and commands, with the usual values in the text and names where the page fills them in', () => {
  const { runbook, problems } = compileRunbook({ id: 't', file: 't.mdx', bytes: new TextEncoder().encode(source) });
  const tree = parseMdx(source, () => assert.fail());
  if (runbook === null || tree === null) throw new Error(JSON.stringify(problems));
  markPanels(tree, runbook);
  const found: [string | undefined, string | undefined, string, string | undefined][] = [];
  const rows: (string | undefined)[] = [];
  walk(tree, (node) => { if (isElement(node) && node.name === 'LivePanel') rows.push(attributeOf(node, 'rows')); });
  assert.deepEqual(rows, ['3', '4', '12'], 'so much room is kept');
  walk(tree, (node) => { if (isElement(node) && node.name === 'LivePanel') found.push([attributeOf(node, 'kind'), attributeOf(node, 'caption'), node.children.map(textOf).join(' | '), attributeOf(node, 'defaults')]); });
  const still = 'Whoever is logged in sees this live here. In a terminal: ';
  const client = 'kubectl exec cache-0 -n cache -- redis-cli';
  assert.deepEqual(found, [
    ['RedisGroup', 'Group ${REGION}_workers of the stream orders:$REGION', `Group west_workers of the stream orders:west | ${still}${client} XINFO GROUPS 'orders:west'; ${client} XINFO CONSUMERS 'orders:west' 'west_workers'`, '{"REGION":"west"}'],
    ['Pods', 'The “web” servers', `The “web” servers | ${still}kubectl get pods -n dev-cache -l 'app=web'`, '{"TARGET":"dev"}'],
    ['Events', 'Events of cache-0 in cache', `Events of cache-0 in cache | ${still}kubectl get events -n cache --field-selector involvedObject.name=cache-0 --sort-by .lastTimestamp`, undefined],
  ]);
});
