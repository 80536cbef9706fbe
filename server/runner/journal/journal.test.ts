import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newRunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import { systemClock } from '../../clock.ts';
import { openJournals } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-journals-'));
after(() => rmSync(folder, { recursive: true }));
const journals = openJournals(folder);
const begin = (at = Date.now()) => ({ id: newRunId(at, systemClock.random(10)), state: 'running', end: 0, size: { cols: 80, rows: 24 } } as Run);
const lost = (run: Run): Run => ({ ...run, state: 'lost' });

test('bytes stand where their offsets say, and a part can be read', () => {
  const run = begin();
  const journal = journals.begin(run);
  assert.equal(journal.append(Buffer.from('hello ')), 0);
  assert.equal(journal.append(Buffer.from('world')), 6);
  assert.equal(Buffer.from(journal.read(3, 8)).toString(), 'lo wo');
  assert.equal(Buffer.from(journals.read(run.id, 6, 999)).toString(), 'world');
  assert.equal(journals.read(run.id, 999, 1000).length, 0);
});

test('the end is found once written, and nothing is left unfinished', async () => {
  const run = begin();
  const journal = journals.begin(run);
  assert.equal(journals.find(run.id)?.state, 'running');
  await journal.finish({ ...run, state: 'exited' });
  assert.equal(journals.find(run.id)?.state, 'exited');
  assert.equal((await journals.takeUnfinished(lost)).some(({ id }) => id === run.id), false);
});

test('what a runner left is found with all it printed, among half-written and foreign files', async () => {
  const run = begin();
  journals.begin(run).append(Buffer.from('printed'));
  writeFileSync(join(folder, run.id, 'end.json.new'), '{"id":');
  const broken = begin();
  journals.begin(broken);
  writeFileSync(join(folder, broken.id, 'run.json'), '{"id":"');
  const empty = begin();
  writeFileSync(join(folder, 'live', empty.id), '');
  mkdirSync(join(folder, 'not a run'));
  writeFileSync(join(folder, 'live', 'not a run'), '');
  const found = await openJournals(folder).takeUnfinished(lost);
  assert.deepEqual(found.filter(({ id }) => id === run.id).map(({ state, end }) => [state, end]), [['lost', 7]]);
  assert.equal(journals.find(run.id)?.state, 'lost');
  assert.equal(journals.find(broken.id)?.state, 'lost', 'the mark keeps the run as it began');
  assert.equal(existsSync(join(folder, 'live', empty.id)), false);
  assert.deepEqual(await journals.takeUnfinished(lost), []);
});

test('a run begins once', () => {
  const run = begin();
  journals.begin(run);
  assert.throws(() => journals.begin(run), { code: 'EEXIST' });
});

test('runs are listed from a time on, oldest first', () => {
  const old = begin(1_000);
  const older = begin(500);
  for (const run of [old, older]) journals.begin(run);
  const ids = journals.since(0, 100).map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 2), [older.id, old.id]);
  assert.equal(journals.since(0, 1).length, 1);
  assert.equal(openJournals(folder).since(1_001, 100).some(({ id }) => id === old.id), false);
  assert.equal(journals.since(Date.now() - 60_000, 1_000).some(({ id }) => id === old.id), true, 'begun just now, by a clock that was set back');
});

test('what is over reads as before, whoever has its descriptor by now', async () => {
  const run = begin();
  const journal = journals.begin(run);
  journal.append(Buffer.from('mine'));
  await journal.finish({ ...run, state: 'exited' });
  const next = journals.begin(begin());
  next.append(Buffer.from('another’s'));
  assert.equal(Buffer.from(journal.read(0, 4)).toString(), 'mine');
  await next.finish({ ...run, state: 'exited' });
});
