/** The threat model is held against what is so: each threat has a test, and each test it names is there and is run. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { test } from 'node:test';
import { root } from './handrail.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/security.md');

interface Threat {
  id: string;
  against: string;
  tests: { file: string; title: string }[];
}

const threats: Threat[] = [...page.matchAll(/^\| ([A-Z]+\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(([, id = '', , against = '', tried = '']) => ({
  id, against: against.trim(), tests: [...tried.matchAll(/`([^`]+)`(?:: “([^”]+)”)?/g)].map(([, file = '', title = '']) => ({ file, title })),
}));

/** The files that `make test` runs: those of the suites that it goes through, as their npm scripts name them. */
function patternsOfMakeTest(): string[] {
  assert.match(read('Makefile'), /^test:.*\n(?:\t.*\n)*\t@node scripts\/test\.ts$/m);
  const listed = /^const suites = \[(.*?)\];/ms.exec(read('scripts/test.ts'))?.[1] ?? '';
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const patterns = [...listed.matchAll(/'([^']+)'/g)].flatMap(([, suite = '']) => [...(scripts[suite] ?? '').matchAll(/'([^']+\.ts)'/g)].map(([, pattern = '']) => pattern));
  assert.ok(patterns.length >= 8, patterns.join());
  return patterns;
}

test('every row of a table of threats is read as one, and each id is there once, in order', () => {
  const section = page.slice(page.indexOf('\n## Threats'), page.indexOf('\n## What is not defended'));
  const rows = [...section.matchAll(/^\| (?!Id |-)/gm)].length + [...section.matchAll(/^\|(?! |---)/gm)].length;
  assert.equal(threats.length, rows);
  assert.ok(threats.length >= 50);
  const last = new Map<string, number>();
  for (const { id } of threats) {
    const [, group = '', number = ''] = /^([A-Z]+)(\d+)$/.exec(id) ?? [];
    assert.equal(Number(number), (last.get(group) ?? 0) + 1, `${id} does not follow`);
    last.set(group, Number(number));
  }
});

test('every threat says what stands against it, and names a test that make test runs', () => {
  const patterns = patternsOfMakeTest();
  for (const { id, against, tests } of threats) {
    assert.ok(against.length > 10, `${id}: nothing stands against it`);
    assert.ok(tests.length > 0, `${id} has no test`);
    for (const { file, title } of tests) {
      assert.ok(existsSync(join(root, file)), `${id}: ${file} is not there`);
      assert.ok(patterns.some((pattern) => matchesGlob(file, pattern)), `${id}: make test does not run ${file}`);
      assert.ok(title === '' || read(file).includes(`'${title}'`), `${id}: ${file} has no test “${title}”`);
    }
  }
});

test('every hostile test stands for a threat', () => {
  const named = new Set(threats.flatMap(({ tests }) => tests.map(({ file }) => file)));
  assert.deepEqual(globSync('test/hostile/*.test.ts', { cwd: root }).filter((file) => !named.has(file)), []);
});

test('SECURITY.md says how to report, and leads to the threat model', () => {
  assert.match(read('SECURITY.md'), /Security\*\* tab[^]*docs\/security\.md/);
  assert.match(page, /^## Reporting a vulnerability$/m);
});
