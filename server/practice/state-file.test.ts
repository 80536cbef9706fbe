import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StateFile, writeWithin } from './state-file.ts';

function trial(): { folder: string; path: string; errors: unknown[] } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-state-'));
  return { folder, path: join(folder, 'state.json'), errors: [], [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, writeWithin + 60));

test('many changes become one write, soon', async () => {
  using place = trial();
  let value = 0;
  let asked = 0;
  const file = new StateFile(place.path, () => {
    asked += 1;
    return String(value);
  }, (error) => place.errors.push(error));
  for (; value < 10; value += 1) file.changed();
  for (const late = Date.now() + 10_000; !existsSync(place.path) && Date.now() < late;) await later();
  assert.equal(readFileSync(place.path, 'utf8'), '10');
  assert.equal(asked, 1);
  assert.deepEqual(readdirSync(place.folder), ['state.json']);
});

test('closing writes what is not written yet; nothing follows', async () => {
  using place = trial();
  let value = 'one';
  const file = new StateFile(place.path, () => value, (error) => place.errors.push(error));
  file.changed();
  await file.close();
  assert.equal(readFileSync(place.path, 'utf8'), 'one');
  value = 'two';
  file.changed();
  await later();
  assert.equal(readFileSync(place.path, 'utf8'), 'one');
});

test('a write that fails is told, and the next one is tried', async () => {
  using place = trial();
  let broken = true;
  const file = new StateFile(place.path, () => {
    if (broken) throw new Error('no state');
    return 'fine';
  }, (error) => place.errors.push(error));
  file.changed();
  await later();
  assert.match(String(place.errors[0]), /no state/);
  broken = false;
  file.changed();
  await later();
  assert.equal(readFileSync(place.path, 'utf8'), 'fine');
  assert.deepEqual(readdirSync(place.folder), ['state.json']);
});
