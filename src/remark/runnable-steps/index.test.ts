import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Code, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import { runnableSteps } from './index.ts';
import type { ShortStep } from './short-form.ts';
import { shortStep } from './short-step.ts';

const folder = join(import.meta.dirname, 'fixtures/runbooks');
const transform = runnableSteps({ folder });

interface Marked {
  data: string;
  tokens: string;
  node: Code;
}

async function marked(name: string): Promise<Map<string, Marked>> {
  const path = join(folder, name);
  const value = readFileSync(path, 'utf8');
  const tree = treeOf(value);
  await transform(tree, { path, value });
  const found = new Map<string, Marked>();
  visit(tree, 'code', (node: Code) => {
    const properties = (node.data as { hProperties?: Record<string, string> } | undefined)?.hProperties;
    if (!properties?.['data-step']) return;
    const { id } = JSON.parse(properties['data-step']) as ShortStep;
    found.set(id, { data: properties['data-step'], tokens: properties['data-tokens'] ?? '', node });
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
    if (step.kind !== 'manual') assert.equal(blocks.get(step.id)?.data, shortStep(step));
  }
});

test('the block’s own text is the step’s, to the letter, and its metastring does not travel along', async () => {
  const blocks = await marked('good.mdx');
  const pods = blocks.get('pods');
  assert.equal(pods?.node.value, "# the braces of {#this} comment stay\nkubectl get pods -n redis | grep '\\.\\$x'");
  for (const { node } of blocks.values()) assert.equal(node.meta, null);
});

test('the colours cover the text', async () => {
  const tokens = (await marked('good.mdx')).get('pods')?.tokens ?? '';
  assert.match(tokens, /^t\d+f\d+s\d+/, 'a comment, a command and its arguments');
});

test('a block that only shows something is coloured; a title stays; a drawing is left alone', async () => {
  const path = join(folder, 'good.mdx');
  const text = `${readFileSync(path, 'utf8')}\n\`\`\`bash\nls\n\`\`\`\n\n\`\`\`mermaid\ngraph\n\`\`\`\n\n\`\`\`yaml title="t"\na: 1\n\`\`\`\n`;
  const tree = treeOf(text);
  await transform(tree, { path, value: text });
  const properties = tree.children.slice(-3).map((node) => (node.data as { hProperties?: Record<string, string> } | undefined)?.hProperties);
  assert.deepEqual(properties, [{ 'data-tokens': 'f2' }, undefined, { title: 't', 'data-tokens': 'k3c1' }]);
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
