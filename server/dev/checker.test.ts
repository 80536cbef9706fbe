import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { Checker } from './checker.ts';

const folder = mkdtempSync(join(tmpdir(), 'checker-'));
after(() => { rmSync(folder, { recursive: true }); });
const runbooks = join(folder, 'runbooks');
mkdirSync(runbooks);
const catalog = join(folder, 'catalog.json');
const good = '---\ntitle: T\nservice: s\n---\n\nSee [b](./b.mdx).\n\n```bash run=a effect=read\ntrue\n```\n';
const put = (name: string, text: string): void => { writeFileSync(join(runbooks, name), text); };
const severities = (findings: readonly { severity: string }[] | undefined): string[] => [...new Set((findings ?? []).map(({ severity }) => severity))].sort();
const read = (): Catalog => JSON.parse(readFileSync(catalog, 'utf8')) as Catalog;

test('catalog and findings follow every save: broken, mended, gone', async () => {
  const checker = new Checker(runbooks, folder, catalog);
  put('a.mdx', good);
  put('b.mdx', good.replace('(./b.mdx)', '(./a.mdx)'));
  await checker.compile();
  const first = await checker.lint(true);
  assert.equal(first.runbooks, 2);
  assert.ok(!severities(first.findings['a']).includes('problem'));
  assert.deepEqual(read().runbooks.map(({ id }) => id), ['a', 'b']);

  put('a.mdx', good.replace('effect=read', 'effect=no'));
  const broken = await checker.compile();
  assert.deepEqual(severities(broken.findings['a']), ['problem']);
  assert.deepEqual(read().broken?.map(({ id }) => id), ['a']);
  assert.ok(existsSync(`${catalog}.problems`));
  await checker.lint(false);

  put('a.mdx', good);
  const mended = await checker.compile();
  assert.ok(!severities(mended.findings['a']).includes('problem'), 'lint’s last word of the broken text is not kept as its own');
  assert.ok(!existsSync(`${catalog}.problems`));

  rmSync(join(runbooks, 'b.mdx'));
  await checker.compile();
  const gone = await checker.lint(true);
  assert.equal(gone.runbooks, 1);
  assert.equal(gone.findings['b'], undefined);
  assert.ok(gone.findings['a']?.some(({ message }) => message.includes('b.mdx')), 'the link to it leads nowhere now');
});
