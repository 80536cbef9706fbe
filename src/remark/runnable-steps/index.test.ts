import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Code, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import type { Step } from '../../../common/catalog/step.ts';
import type { Token } from './highlight.ts';
import { runnableSteps } from './index.ts';

const folder = join(import.meta.dirname, 'fixtures/runbooks');
const transform = runnableSteps({ folder });

type Marked = { step: Step & { runbook: string }; tokens: Token[][] };

async function marked(name: string): Promise<Map<string, Marked>> {
  const path = join(folder, name);
  const value = readFileSync(path, 'utf8');
  const tree = treeOf(value);
  await transform(tree, { path, value });
  const found = new Map<string, Marked>();
  visit(tree, 'code', (node: Code) => {
    const properties = (node.data as { hProperties?: Record<string, string> } | undefined)?.hProperties;
    if (!properties?.['data-step']) return;
    const step = JSON.parse(properties['data-step']) as Marked['step'];
    found.set(step.id, { step, tokens: JSON.parse(properties['data-tokens'] ?? '[]') as Token[][] });
  });
  return found;
}

function treeOf(value: string): Root {
  const tree = parseMdx(value, (line, column, message) => assert.fail(`${line}:${column} ${message}`));
  assert.ok(tree);
  return tree;
}

test('runnable and file blocks carry their step, the same as in the catalog', async () => {
  const blocks = await marked('good.mdx');
  const { runbook } = compileRunbook({ id: 'good', file: 'good.mdx', bytes: readFileSync(join(folder, 'good.mdx')) });
  assert.deepEqual([...blocks.keys()], ['pods', 'create', 'job-yaml', 'ping']);
  for (const step of runbook?.steps ?? []) {
    if (step.kind !== 'manual') assert.deepEqual(blocks.get(step.id)?.step, { ...step, runbook: 'good' });
  }
});

test('steps know their procedure and keep their text to the letter', async () => {
  const blocks = await marked('good.mdx');
  const pods = blocks.get('pods')?.step;
  assert.equal(pods?.procedure, 'check');
  assert.equal(pods.kind === 'runnable' && pods.source, "# the braces of {#this} comment stay\nkubectl get pods -n redis | grep '\\.\\$x'");
  assert.equal(blocks.get('ping')?.step.procedure, 'check-the-pods');
});

test('tokens spell the source and name the kinds of words', async () => {
  for (const { step, tokens } of (await marked('good.mdx')).values()) {
    assert.equal(tokens.map((line) => line.map(([text]) => text).join('')).join('\n'), step.kind === 'manual' ? '' : step.source);
  }
  const kinds = (await marked('good.mdx')).get('pods')?.tokens.flat().map(([, kind]) => kind) ?? [];
  assert.ok(kinds.includes('token-comment'), String(kinds));
});

test('a runbook with problems fails the build, all of them told', async () => {
  const path = join(folder, 'broken.mdx');
  const value = readFileSync(path, 'utf8');
  await assert.rejects(transform(treeOf(value), { path, value }), (error: Error) => {
    assert.match(error.message, /broken\.mdx:7:1 .*`kubectl delete` is `destroy`/);
    assert.match(error.message, /broken\.mdx:10:1 .*expressions/);
    return true;
  });
});

test('files elsewhere are left alone', async () => {
  const value = readFileSync(join(folder, 'broken.mdx'), 'utf8');
  for (const path of ['/elsewhere/broken.mdx', join(folder, 'deeper/broken.mdx'), join(folder, '_part.mdx'), undefined]) {
    const tree = treeOf(value);
    await transform(tree, { path, value });
    assert.deepEqual(tree, treeOf(value));
  }
});
