import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { markedProcess, markProcess, unmarkProcess } from './process-mark.ts';

const folder = mkdtempSync('/tmp/hr-mark-');
const path = join(folder, 'server.json');
after(() => { rmSync(folder, { recursive: true }); });

test('a process that runs is found, and one that took its number over is not', () => {
  assert.equal(markedProcess(path), null);
  markProcess(path);
  assert.equal(markedProcess(path), process.pid);
  const { started } = JSON.parse(readFileSync(path, 'utf8')) as { started: string };
  for (const [wrong, text] of [
    ['started at another time', JSON.stringify({ pid: process.pid, started: `${started}0` })],
    ['another process', JSON.stringify({ pid: 1, started })],
    ['none', JSON.stringify({ pid: 2 ** 30, started: null })],
    ['half written', '{"pid":'],
  ] as const) {
    writeFileSync(path, text);
    assert.equal(markedProcess(path), null, wrong);
  }
  markProcess(path);
  unmarkProcess(path);
  assert.equal(markedProcess(path), null);
});
