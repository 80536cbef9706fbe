/** What the database itself holds walkthroughs to, whoever writes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newRunId } from '../../common/ids.ts';
import type { WalkAct, WalkHead } from '../../common/walkthrough.ts';
import { openStore, type Store } from './store.ts';

const id = '01923456-789a-7000-8000-000000000001';
const head: WalkHead = {
  id, title: 'Tonight', runbook: 'r', runbookTitle: 'R', procedure: '', procedureTitle: '', environment: 'practice', environmentTitle: 'Practice',
  parameters: {}, catalog: 'c', steps: [], begunBy: 'ada', begunAt: 5,
};
const run = newRunId(1, new Uint8Array(10));
const ran: WalkAct = { kind: 'run', step: 's', run, digest: 'd', reason: '', isGoingOn: false };
const entry = (seq: number, act: WalkAct, more: { by?: string; key?: `${string} ${string}` } = {}) => ({ walkthrough: id, seq, at: seq, by: 'ada', key: '' as const, act, ...more });

let store: Store;
before(async () => {
  store = await openStore(':memory:');
  await store.walkthroughs.begin({ head, texts: {}, key: 'key-1 digest' });
});
after(() => store.close());
const kinds = async () => (await store.walkthroughs.find(id))?.entries.map(({ kind }) => kind);

test('of two entries for one place the second is refused, with all that came with it', async () => {
  await store.walkthroughs.add([entry(2, { kind: 'note', step: null, text: 'one' })]);
  await assert.rejects(store.walkthroughs.add([entry(3, { kind: 'note', step: null, text: 'two' }), entry(2, { kind: 'note', step: null, text: 'three' })]));
  assert.deepEqual(await kinds(), ['begun', 'note']);
});

test('a run has one entry and is shared with it, until it turns out that it never was', async () => {
  await store.walkthroughs.add([entry(3, ran)]);
  assert.equal(await store.shares.has(run), true);
  assert.equal(await store.walkthroughs.ofRun(run), id);
  await assert.rejects(store.walkthroughs.add([entry(4, ran)]));
  await store.walkthroughs.add([entry(4, { kind: 'not-taken', step: 's', run, why: 'full' })]);
  assert.equal(await store.shares.has(run), false);
});

test('a key is known with what was asked, and stands for one act of one person', async () => {
  await store.walkthroughs.add([entry(5, { kind: 'go-on' }, { key: 'key-2 asked' })]);
  assert.deepEqual([await store.walkthroughs.doneWith(id, 'ada', 'key-2'), await store.walkthroughs.doneWith(id, 'bob', 'key-2'), await store.walkthroughs.doneWith(id, 'ada', 'key')], ['asked', null, null]);
  await assert.rejects(store.walkthroughs.add([entry(6, { kind: 'go-on' }, { key: 'key-2 asked' })]));
  assert.deepEqual(await store.walkthroughs.begunWith('ada', 'key-1'), { id, request: 'digest' });
  assert.equal(await store.walkthroughs.begunWith('bob', 'key-1'), null);
});

test('lists know who took part, what goes on, and what has ended', async () => {
  const listed = async (open: boolean, of?: string) => (await store.walkthroughs.list({ open, of, environments: null, limit: 9 })).length;
  assert.deepEqual([await store.walkthroughs.going(), await listed(true, 'bob')], [[id], 0]);
  await store.walkthroughs.add([entry(6, { kind: 'lead', from: 'ada' }, { by: 'bob' })]);
  assert.deepEqual([await store.walkthroughs.going(), await listed(true, 'bob'), await listed(false)], [[], 1, 0]);
  await store.walkthroughs.add([entry(7, { kind: 'ended', text: '' })]);
  assert.deepEqual([await listed(true), await listed(false), await store.walkthroughs.countOpen('ada')], [0, 1, 0]);
  assert.deepEqual((await store.walkthroughs.list({ open: false, environments: ['dev'], limit: 9 })), []);
  await store.walkthroughs.add([entry(8, { kind: 'reopened', text: '' })]);
  assert.equal(await listed(true), 1);
});
