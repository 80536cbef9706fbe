import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NoticeBoard } from '../notice-board.ts';
import { parseLines, partitionOf, toLine } from './message.ts';
import { takeOutbox } from './outbox.ts';
import { bounds, TopicStore } from './topic-store.ts';

test('what a pod sends is taken once, in whole lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ho-'));
  const file = join(folder, 'kafka-outbox');
  try {
    assert.deepEqual(takeOutbox(folder, 5), { sent: [], known: 0 });
    writeFileSync(file, 'a\tk\tone\nnothing\nb\t\ttwo\tthree\nhalf');
    const first = takeOutbox(folder, 0);
    assert.deepEqual(first.sent, [{ topic: 'a', key: 'k', value: 'one' }, { topic: 'b', key: '', value: 'two three' }]);
    assert.deepEqual(takeOutbox(folder, first.known).sent, []);
    appendFileSync(file, '\tx\ty\n');
    assert.deepEqual(takeOutbox(folder, first.known).sent, [{ topic: 'half', key: 'x', value: 'y' }]);
    writeFileSync(file, 'a\t\tnew\n');
    assert.deepEqual(takeOutbox(folder, 1000).sent, [{ topic: 'a', key: '', value: 'new' }], 'one that is shorter began anew');
    writeFileSync(file, 'x'.repeat(100_000));
    const long = takeOutbox(folder, 0);
    assert.deepEqual(long, { sent: [], known: 65_536 }, 'a line without end is passed over');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('links, pipes and folders in its place are left alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ho-'));
  const file = join(folder, 'kafka-outbox');
  try {
    writeFileSync(join(folder, 'secret'), 'a\t\tsecret\n');
    symlinkSync(join(folder, 'secret'), file);
    assert.deepEqual(takeOutbox(folder, 0).sent, []);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    assert.deepEqual(takeOutbox(folder, 0).sent, []);
    rmSync(file);
    execFileSync('mkdir', [file]);
    assert.deepEqual(takeOutbox(folder, 0).sent, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a message is a line, whatever it says', () => {
  const message = { number: 3, partition: 0, offset: 2, time: 5, key: '', value: 'a\tb\nc' };
  assert.equal(toLine(message), '3\t0\t2\t5\t-\ta b c\n');
  assert.deepEqual(parseLines(`${toLine(message)}nonsense\n1\t2\n`), [{ ...message, value: 'a b c' }]);
  assert.equal(partitionOf('key', 1, 3), partitionOf('key', 2, 3));
  assert.deepEqual([partitionOf('', 4, 3), partitionOf('', 5, 3), partitionOf('x', 5, 1)], [1, 2, 0]);
});

test('a store keeps a bounded number of messages, over a restart too, and forgets what is dropped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ho-'));
  const open = (): TopicStore => new TopicStore(join(folder, 'store'), new NoticeBoard(folder, 'n', 'kafka'));
  const topic = { name: 't', partitions: 2, replicas: 1, config: {} };
  try {
    const store = open();
    assert.equal(store.append('t', '', 'x', 0), false);
    assert.deepEqual([store.ensure(topic), store.ensure({ ...topic })], [true, false]);
    for (let index = 0; index < 1_000; index += 1) store.append('t', '', String(index), index);
    assert.ok((store.messages('t')?.length ?? 0) >= bounds.messages && (store.messages('t')?.length ?? 0) <= bounds.messages + 100);
    for (let index = 1_000; index < 2_000; index += 1) store.append('t', '', `${index}${'x'.repeat(10_000)}`, index);
    store.flush();
    const kept = store.messages('t') ?? [];
    const characters = kept.reduce((sum, { value }) => sum + value.length, 0);
    assert.ok(characters >= bounds.characters - bounds.value && characters <= 2 * bounds.characters, String(characters));
    assert.ok(kept.every(({ value }) => value.length <= bounds.value));
    assert.equal(kept.at(-1)?.offset, 999);
    const again = open();
    again.ensure(topic);
    assert.deepEqual(again.messages('t')?.at(-1), kept.at(-1));
    again.keepOnly(new Set());
    assert.equal(again.messages('t'), null);
    again.ensure(topic);
    assert.deepEqual(again.messages('t'), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
