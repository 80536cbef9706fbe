import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { firstDay } from './first-day.ts';

const catalog = { runbooks: [{ id: 'redis', steps: [{ procedure: 'ping' }] }] } as unknown as Catalog;
const stop = '- {id: one, title: T, text: X, runbook: redis#ping}\n';

test('stops are read in order', () => {
  assert.deepEqual(firstDay(stop, catalog), [{ id: 'one', title: 'T', text: 'X', runbook: 'redis#ping' }]);
});

test('every mistake is told at once', () => {
  const text = `${stop}${stop}- {id: Two, title: T, text: '', runbook: redis#gone, extra: 1}\n`;
  assert.throws(() => firstDay(text, catalog), (error: Error) => {
    for (const said of ['stop 2: the id `one` stands twice', 'stop 3: `text` is missing', 'stop 3: `Two` is no id', 'no procedure with steps at `redis#gone`', 'it has `extra`']) {
      assert.ok(error.message.includes(said), `${said}\n${error.message}`);
    }
    return true;
  });
  assert.throws(() => firstDay('a: 1', catalog), /must be a list/);
});
