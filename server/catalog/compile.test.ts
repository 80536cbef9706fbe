import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { brokenRunbooks, writeBrokenRunbooks } from '../../test/broken-runbooks.ts';
import { compileFolder, createCompiler } from './compile.ts';
import { describeAll } from './write.ts';

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

function main(...words: string[]) {
  const script = join(import.meta.dirname, 'main.ts');
  return spawnSync(process.execPath, [script, ...words, 'runbooks', 'build/catalog.json'], { cwd: folder, encoding: 'utf8' });
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

test('a broken runbook is left out and told, the others are written all the same', () => {
  write({ 'a.mdx': bad, 'b.mdx': good });
  const { status, stdout, stderr } = main();
  assert.equal(status, 0);
  assert.match(stdout, /1 runbooks, 1 steps/);
  assert.match(stderr, /^\nrunbooks\/a\.mdx:6:15 .*read, change, destroy\.\n\n1 RUNBOOK HAS PROBLEMS\./);
  const catalog = JSON.parse(readFileSync(join(folder, 'build/catalog.json'), 'utf8')) as Catalog;
  assert.deepEqual(catalog.runbooks.map(({ id }) => id), ['b']);
  assert.deepEqual(catalog.broken, [{ id: 'a', title: 'T', problems: 1 }]);
  assert.match(readFileSync(join(folder, 'build/catalog.json.problems'), 'utf8'), /^runbooks\/a\.mdx:6:15 .*\n$/, 'beside it, one a line');
  write({ 'a.mdx': good });
  main();
  assert.deepEqual(readdirSync(join(folder, 'build')), ['catalog.json'], 'gone once it compiles');
});

test('strictly, a problem ends with 1; so does a folder that is not there', () => {
  write({ 'a.mdx': bad });
  assert.equal(main('--strict').status, 1);
  write({ 'a.mdx': good });
  assert.equal(main('--strict').status, 0);
  rmSync(join(folder, 'runbooks'), { recursive: true });
  const { status, stderr } = main();
  assert.equal(status, 1);
  assert.match(stderr, /cannot be compiled: ENOENT/);
  mkdirSync(join(folder, 'runbooks'));
});

test('every way to be broken is told with its place, and keeps nothing else out', async () => {
  const runbooks = join(folder, 'all');
  writeBrokenRunbooks(runbooks);
  const { catalog, problems } = await compileFolder(runbooks, runbooks);
  assert.deepEqual(catalog.runbooks.map(({ id }) => id), ['good']);
  const told = describeAll(problems);
  for (const [name, { says }] of Object.entries(brokenRunbooks)) {
    assert.ok(told.some((line) => line.startsWith(`${name}:`) && says.test(line)), `${name}: ${says} in\n${told.join('\n')}`);
  }
  assert.ok(told.some((line) => line.startsWith('link.mdx:1:1 A runbook is a file of its own')));
  assert.doesNotMatch(told.join('\n'), /folder\.mdx/);
});

test('what is told of one file has an end, and nothing hidden in it', () => {
  const problem = (line: number) => ({ rule: 'markup', file: 'a\u001b[2J.mdx', line, column: 1, message: `no\n\u202e ${'x'.repeat(5_000)}` });
  const told = describeAll(Array.from({ length: 1_000 }, (_, at) => problem(at + 1)));
  assert.equal(told.length, 51);
  assert.match(told[0] ?? '', /^a⟦U\+001B⟧\[2J\.mdx:1:1 no ⟦U\+202E⟧ x{900,}…$/);
  assert.match(told[50] ?? '', /:51:1 950 more problems from here on\.$/);
});

test('what has not changed is not compiled again', async () => {
  write({ 'a.mdx': good, 'b.mdx': good });
  const compile = createCompiler(join(folder, 'runbooks'), folder);
  const first = await compile();
  write({ 'b.mdx': good.replace('true', 'uptime') });
  const second = await compile();
  assert.equal(second.catalog.runbooks[0], first.catalog.runbooks[0]);
  assert.notEqual(second.catalog.runbooks[1], first.catalog.runbooks[1]);
  rmSync(join(folder, 'runbooks/a.mdx'));
  assert.deepEqual((await compile()).catalog.runbooks.map(({ id }) => id), ['b']);
});
