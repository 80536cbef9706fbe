import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

/** Fails, or passes the second time, or always: by where it finds what it left. */
const sources: Readonly<Record<string, string>> = {
  computes: "test('adds', () => undefined);",
  steady: "test('starts', () => void spawn);",
  unsteady: "test('comes too late', () => { if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('not yet'); } });\ntest('is fine', () => void spawn);",
  broken: "test('breaks', () => { void spawn; throw new Error('never'); });",
  dies: "test('dies', () => { void spawn; process.exit(3); });",
};
const head = (mark: string): string => `import { spawn } from 'node:child_process';\nimport { existsSync, writeFileSync } from 'node:fs';\nimport { test } from 'node:test';\nconst mark = ${JSON.stringify(mark)};\n`;

const table: readonly [what: string, again: boolean, files: readonly string[], expected: { status: number; passed: number; failed: number; unsteady: number }][] = [
  ['all pass', true, ['computes', 'steady'], { status: 0, passed: 2, failed: 0, unsteady: 0 }],
  ['one fails, and may not be run again', false, ['computes', 'unsteady'], { status: 1, passed: 2, failed: 1, unsteady: 0 }],
  ['one passes the second time', true, ['computes', 'unsteady'], { status: 0, passed: 3, failed: 0, unsteady: 1 }],
  ['one passes the second time, another fails again', true, ['unsteady', 'broken'], { status: 1, passed: 2, failed: 1, unsteady: 1 }],
  ['one ends its process, twice', true, ['steady', 'dies'], { status: 1, passed: 1, failed: 1, unsteady: 0 }],
];

for (const [what, again, files, expected] of table) {
  test(`a suite of which ${what}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-suite-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      for (const name of files) writeFileSync(join(folder, `${name}.test.ts`), name === 'computes' ? `import { test } from 'node:test';\n${sources[name] ?? ''}` : head(join(folder, `${name}.mark`)) + (sources[name] ?? ''));
      const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
      const { status, stdout } = spawnSync(process.execPath, [resolve(import.meta.dirname, 'suite.ts'), ...(again ? ['--again'] : []), '2', join(folder, '*.test.ts')], { encoding: 'utf8', env });
      const count = (pattern: RegExp): number => [...stdout.matchAll(pattern)].reduce((sum, [, number = '1']) => sum + Number(number), 0);
      assert.deepEqual({ status, passed: count(/^ℹ pass (\d+)$/gm), failed: count(/^ℹ fail (\d+)$/gm), unsteady: count(/^⚠ unsteady: /gm) }, expected, stdout);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
