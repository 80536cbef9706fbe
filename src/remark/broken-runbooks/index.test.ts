import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Root } from 'mdast';
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import { attributeOf } from '../../../common/catalog/mdx/markup.ts';
import { brokenRunbooks as files, goodRunbook, writeBrokenRunbooks } from '../../../test/broken-runbooks.ts';
import { brokenRunbooks } from './index.ts';
import type { BrokenPage } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'broken-'));
after(() => { rmSync(folder, { recursive: true }); });
writeBrokenRunbooks(folder);
const warned: string[] = [];
const hooks = brokenRunbooks(folder, (line) => warned.push(line));
const never = (): never => assert.fail('Docusaurus’s own reader was asked');

function pageOf(mdx: string): BrokenPage {
  const tree = parseMdx(mdx, (rule, line, column, message) => assert.fail(`${rule} ${line}:${column} ${message}`));
  assert.equal(tree?.children.length, 1, mdx.slice(0, 200));
  const element = tree.children[0] as MdxJsxFlowElement;
  assert.equal(element.name, 'BrokenRunbook');
  return JSON.parse(attributeOf(element, 'data') ?? '') as BrokenPage;
}

for (const name of Object.keys(files)) {
  test(`${name} becomes a page that tells its problems and shows its text`, async () => {
    const filePath = join(folder, name);
    const fileContent = readFileSync(filePath, 'utf8');
    const page = pageOf(hooks.preprocessor({ filePath, fileContent }));
    assert.ok(page.problems.length > 0);
    assert.ok(page.problems.every(({ line, column, message }) => line > 0 && column > 0 && message !== ''));
    assert.ok(page.source.length > 0 && page.source.length < 300_000);
    if (name !== 'hidden.mdx' && name !== 'huge.mdx') assert.equal(page.source, fileContent);
    const { frontMatter, content } = await hooks.parseFrontMatter({ filePath, fileContent, defaultParseFrontMatter: never });
    assert.equal(content, '');
    assert.equal(frontMatter['service'], undefined, 'it has no head of a runbook');
    assert.match(String(frontMatter['slug']), /^\/[a-z0-9_-]+$/);
  });
}

test('hidden characters are spelled out in what is shown', () => {
  const { source } = pageOf(hooks.preprocessor({ filePath: join(folder, 'hidden.mdx'), fileContent: '' }));
  assert.match(source, /`rm ⟦U\+202E⟧fr- x`/);
});

test('a title is made out where there is one; addresses are unlike those of others', async () => {
  const read = async (name: string) => (await hooks.parseFrontMatter({ filePath: join(folder, name), fileContent: '', defaultParseFrontMatter: never })).frontMatter;
  assert.equal((await read('broken-mdx.mdx'))['title'], 'MDX: broken');
  assert.equal((await read('no-front.mdx'))['title'], 'Only a heading');
  const slugs = await Promise.all([...Object.keys(files)].map(async (name) => (await read(name))['slug']));
  assert.equal(new Set([...slugs, '/good']).size, slugs.length + 1);
  assert.equal((await read('broken-mdx.mdx'))['slug'], '/broken-mdx');
});

test('a good runbook keeps its text, and its address is its id', async () => {
  const given = { filePath: join(folder, 'good.mdx'), fileContent: goodRunbook };
  assert.equal(hooks.preprocessor(given), goodRunbook);
  const { frontMatter } = await hooks.parseFrontMatter({ ...given, defaultParseFrontMatter: () => Promise.resolve({ frontMatter: { title: 'x' }, content: '' }) });
  assert.deepEqual(frontMatter, { title: 'x', id: 'good', slug: '/good' });
});

test('a runbook is looked at again when it has changed', () => {
  const filePath = join(folder, 'mended.mdx');
  writeFileSync(filePath, goodRunbook.replace('effect=read', 'effect=no'));
  assert.notEqual(hooks.preprocessor({ filePath, fileContent: 'x' }), 'x');
  writeFileSync(filePath, goodRunbook);
  assert.equal(hooks.preprocessor({ filePath, fileContent: 'x' }), 'x');
  rmSync(filePath);
});

test('a link is never followed, and becomes no page', () => {
  assert.ok(hooks.exclude.includes('link.mdx'));
  const page = pageOf(hooks.preprocessor({ filePath: join(folder, 'link.mdx'), fileContent: 'secret' }));
  assert.equal(page.source, '');
});

test('what leads nowhere is told in a runbook and ends the build in the handbook', () => {
  const node = { position: { start: { line: 6, column: 5 } } };
  assert.equal(hooks.onUnresolved({ sourceFilePath: join(folder, 'good.mdx'), url: './gone.mdx', node }), undefined);
  assert.match(warned.join('\n'), /good\.mdx:6:5 `\.\/gone\.mdx` leads nowhere/);
  assert.throws(() => hooks.onUnresolved({ sourceFilePath: '/elsewhere/docs/x.md', url: './gone.md', node }), /docs\/x\.md:6:5/);
});

test('a remark plugin passes over broken pages and pages elsewhere are not looked at', async () => {
  const seen: string[] = [];
  const transform = hooks.unlessBroken(() => async (_tree, file) => { seen.push(String(file.path)); await Promise.resolve(); })();
  const tree: Root = { type: 'root', children: [] };
  for (const path of ['broken-mdx.mdx', 'good.mdx']) await transform(tree, { path: join(folder, path), value: '' });
  await transform(tree, { path: '/elsewhere/broken.mdx', value: '' });
  assert.deepEqual(seen, [join(folder, 'good.mdx'), '/elsewhere/broken.mdx']);
  assert.equal(hooks.preprocessor({ filePath: '/elsewhere/x.mdx', fileContent: '{' }), '{');
});
