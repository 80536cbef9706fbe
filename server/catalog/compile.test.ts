import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { compileFolder } from './compile.ts';

const good = '---\ntitle: T\nservice: s\n---\n\n```bash run=a effect=read\ntrue\n```\n';
const bad = good.replace('effect=read', 'effect=red');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  mkdirSync(join(folder, 'runbooks'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, 'runbooks', path), text);
}

function main() {
  const script = join(import.meta.dirname, 'main.ts');
  return spawnSync(process.execPath, [script, 'runbooks', 'build/catalog.json'], { cwd: folder, encoding: 'utf8' });
}

test('a folder’s runbooks become a catalog; drafts beginning with _ are left out', async () => {
  write({ 'b.mdx': good, 'a.mdx': good, '_draft.mdx': bad });
  const { catalog, problems } = await compileFolder(join(folder, 'runbooks'), folder);
  assert.deepEqual(problems, []);
  assert.deepEqual(catalog.runbooks.map(({ id }) => id), ['a', 'b']);
});

test('what lies astray is told', async () => {
  mkdirSync(join(folder, 'runbooks/deeper'));
  write({ 'a.md': good, 'deeper/b.mdx': good });
  const { problems } = await compileFolder(join(folder, 'runbooks'), folder);
  assert.deepEqual(problems.map(({ file }) => file), ['runbooks/a.md', 'runbooks/deeper/b.mdx']);
});

test('the catalog is written in one piece, and the same each time', () => {
  write({ 'a.mdx': good });
  assert.equal(main().status, 0);
  const first = readFileSync(join(folder, 'build/catalog.json'), 'utf8');
  assert.match(main().stdout, /1 runbooks, 1 steps/);
  assert.equal(readFileSync(join(folder, 'build/catalog.json'), 'utf8'), first);
  assert.deepEqual(readdirSync(join(folder, 'build')), ['catalog.json']);
});

test('with problems all are printed, the last good catalog stays, and the status is 1', () => {
  write({ 'a.mdx': good });
  main();
  const first = readFileSync(join(folder, 'build/catalog.json'), 'utf8');
  write({ 'a.mdx': bad, 'b.mdx': bad });
  const { status, stderr } = main();
  assert.equal(status, 1);
  assert.match(stderr, /^runbooks\/a\.mdx:6:15 .*read, change, destroy\.\nrunbooks\/b\.mdx:6:15 .*\n2 problems/);
  assert.equal(readFileSync(join(folder, 'build/catalog.json'), 'utf8'), first);
  assert.equal(readFileSync(join(folder, 'build/catalog.json.problems'), 'utf8').trim().split('\n').length, 2, 'beside it, one a line');
  rmSync(join(folder, 'runbooks/b.mdx'));
  write({ 'a.mdx': good });
  main();
  assert.deepEqual(readdirSync(join(folder, 'build')), ['catalog.json'], 'gone once it compiles');
});
