import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLog } from '../log.ts';
import { openResults, readResults } from './results.ts';

const folder = mkdtempSync(join(tmpdir(), 'results-'));
after(() => { rmSync(folder, { recursive: true }); });
const log = createLog('silent', 'test');
const good = (at: number) => JSON.stringify({ version: 1, at, runbooks: { redis: { ping: [{ digest: 'd', target: '', at, outcome: 'passed', asserts: true, why: '' }] } } });

const table: readonly [what: string, make: (path: string) => void, problem: RegExp][] = [
  ['missing', () => undefined, /^The runbooks have not been tried in practice yet\. Run `npx handrail test`\.$/],
  ['no JSON', (path) => { writeFileSync(path, '{'); }, /cannot be read: .*JSON.*Run/],
  ['no results', (path) => { writeFileSync(path, '{"version":2}'); }, /holds no results of the test: version: .*Run/],
  ['results of another shape', (path) => { writeFileSync(path, good(1).replace('passed', 'won')); }, /holds no results of the test: runbooks\.redis\.ping\.0\.outcome: /],
  ['a folder', (path) => { mkdirSync(path); }, /is no file\. Run/],
  ['far too large', (path) => { writeFileSync(path, ''); truncateSync(path, 33 * 1024 * 1024); }, /is larger than 32 MiB/],
  ['below a file', (path) => { writeFileSync(join(path, '..', 'file'), ''); }, /./],
];
for (const [what, make, problem] of table) {
  test(`a file that is ${what} is told, and no failure`, () => {
    const path = join(mkdtempSync(join(folder, 'one-')), 'tested.json');
    make(path);
    const read = readResults(what === 'below a file' ? join(path, '..', 'file', 'tested.json') : path);
    assert.equal(read.tested, null);
    assert.match(read.problem, problem);
  });
}

test('results that change are read again; what breaks later leaves the last good ones, and is told', () => {
  const path = join(folder, 'tested.json');
  const results = openResults(path, log);
  assert.equal(results.current(), null);
  assert.match(results.problem(), /not been tried/);
  writeFileSync(path, good(1));
  results.refresh();
  assert.deepEqual([results.current()?.at, results.problem()], [1, '']);
  writeFileSync(path, `${good(22)} and more`);
  results.refresh();
  assert.equal(results.current()?.at, 1);
  assert.match(results.problem(), /cannot be read/);
  writeFileSync(path, good(333));
  results.refresh();
  assert.deepEqual([results.current()?.at, results.problem()], [333, '']);
  results.close();
});

test('that nothing was tried yet is one plain sentence in the log, and no warning; a file that is lost is one', () => {
  const lines: { level: number; msg: string }[] = [];
  const told = createLog('info', 'test', { write: (line) => { lines.push(JSON.parse(line) as { level: number; msg: string }); } });
  const path = join(mkdtempSync(join(folder, 'one-')), 'tested.json');
  const results = openResults(path, told);
  writeFileSync(path, good(1));
  results.refresh();
  rmSync(path);
  results.refresh();
  results.close();
  assert.deepEqual(lines.map(({ level, msg }) => [level, msg]), [[30, 'the runbooks have not been tried in practice yet; `npx handrail test` tries them'], [40, 'the results of the test cannot be read']]);
});
