import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIds } from './ids.ts';
import { Objects } from './objects.ts';
import { Recorder, type Told } from './recorder.ts';
import { configMaps, events, namespaces } from './resources.ts';
import { Storage } from './storage.ts';
import { manualClock } from './testing/manual-clock.ts';
import type { KubeEvent } from './workload.ts';

function bed() {
  const clock = manualClock(Date.parse('2025-01-01T00:00:00.250Z'));
  const storage = new Storage();
  const objects = new Objects(storage, clock, randomIds, 0);
  objects.create(namespaces, '', { metadata: { name: 'n' } });
  const about = objects.create(configMaps, 'n', { metadata: { name: 'm' } });
  const recorder = new Recorder(storage, objects, clock);
  const tell = (message: string, more: Partial<Told> = {}) => { recorder.record(about, { type: 'Normal', reason: 'R', component: 'c', message, ...more }); };
  return { clock, tell, all: () => storage.list<KubeEvent>(events, 'n') };
}

test('what is said again counts up', async () => {
  const { tell, all, clock } = bed();
  tell('a');
  await clock.advance(5_000);
  tell('a');
  tell('b');
  assert.deepEqual(all().map(({ message, count, firstTimestamp, lastTimestamp }) => [message, count, firstTimestamp, lastTimestamp]), [
    ['a', 2, '2025-01-01T00:00:00Z', '2025-01-01T00:00:05Z'], ['b', 1, '2025-01-01T00:00:05Z', '2025-01-01T00:00:05Z'],
  ]);
});

test('an event of the newer kind becomes a series', async () => {
  const { tell, all, clock } = bed();
  tell('a', { action: 'Scheduling' });
  await clock.advance(1_000);
  tell('a', { action: 'Scheduling' });
  const [event] = all();
  assert.equal(event?.eventTime, '2025-01-01T00:00:00.250000Z');
  assert.deepEqual(event.series, { count: 2, lastObservedTime: '2025-01-01T00:00:01.250000Z' });
  assert.equal(event.lastTimestamp, null);
});

test('more than ten that differ in their message alone become one, until it was quiet for ten minutes', async () => {
  const { tell, all, clock } = bed();
  for (let at = 1; at <= 14; at += 1) tell(`message ${at}`);
  assert.equal(all().length, 11);
  const combined = all().at(-1);
  assert.deepEqual([combined?.message, combined?.count], ['(combined from similar events): message 14', 4]);
  tell('another reason', { reason: 'S' });
  assert.equal(all().length, 12);
  await clock.advance(601_000);
  tell('later');
  assert.equal(all().at(-1)?.message, 'later');
});

test('what is older than an hour goes', async () => {
  const { tell, all, clock } = bed();
  tell('old');
  await clock.advance(3_500_000);
  tell('young');
  await clock.advance(700_000);
  assert.deepEqual(all().map(({ message }) => message), ['young']);
});
