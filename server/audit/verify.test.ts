import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainStart } from '../../common/chain.ts';
import { newRunId } from '../../common/ids.ts';
import { TrialRecord } from './trial-record.ts';
import { verify } from './verify.ts';

test('an untouched record is whole; it says how many recordings stand how', () => {
  const record = new TrialRecord();
  record.tell({ kind: 'server-started', version: '1' });
  record.tell({ kind: 'runner-met', runner: record.anchor });
  record.run('kept');
  record.expire(record.run('old'));
  record.run('lost', { state: 'lost', bound: false });
  record.run('of an earlier version', { bound: false });
  record.run('');
  record.add('server', { kind: 'run-allowed', run: newRunId(1, Buffer.alloc(10, 9)), subject: {}, effect: 'read' });
  const report = verify(record.place());
  assert.deepEqual([report.isWhole, report.findings], [true, []]);
  assert.deepEqual(report.recordings, { whole: 2, expired: 1, unfinished: 1, unbound: 1, broken: 0, open: 1 });
  assert.deepEqual(report.chains.map(({ chain, records }) => [chain, records]), [['server', 13], ['runner', 6]]);
  assert.equal(report.anchors, 9);
});

test('what was recorded of a clock set back, a crash and a lost tail is told, and is no fault', () => {
  const record = new TrialRecord();
  record.tell({ kind: 'server-started', version: '1' });
  record.now -= 3_600_000;
  record.tell({ kind: 'record-mended', cut: 14 });
  record.tell({ kind: 'record-short', known: { seq: 9, hash: 'x' }, found: chainStart });
  const { isWhole, chains } = verify(record.place());
  assert.equal(isWhole, true);
  assert.match(chains[0]?.notes.join('\n') ?? '', /Line 2: a crash[^]*number 9[^]*clock was set back: 2 records/);
});

test('heads that are kept elsewhere find a tail that was cut off, or another history', () => {
  const record = new TrialRecord();
  for (const person of ['ada', 'bob', 'eve']) record.tell({ kind: 'logged-in', person });
  const head = record.heads.server ?? chainStart;
  const known = (seq: number, hash = head.hash) => verify(record.place(), [{ chain: 'server', head: { seq, hash }, from: 'your own' }]).findings.map(({ why }) => why);
  assert.deepEqual(known(3), []);
  assert.deepEqual(known(0, chainStart.hash), []);
  assert.match(known(4).join(), /^your own: there was a record 4, and it ends at 3: its tail was cut off$/);
  assert.match(known(2).join(), /record 2 is another than the one that was known there/);
  assert.match(verify(record.place(), [{ chain: 'runner-2', head, from: 'your own' }]).findings[0]?.why ?? '', /not there any more/);
});

test('a runner’s record is held by the server’s: cut off, replaced or gone', () => {
  const record = new TrialRecord();
  record.run('one');
  record.run('two');
  const runner = record.files.get('audit/runner.jsonl') ?? Buffer.alloc(0);
  const first = runner.subarray(0, runner.indexOf(10) + 1);
  const other = new TrialRecord();
  other.add('runner', { gateway: 'kubernetes', method: 'DELETE' });
  other.add('runner', { gateway: 'kubernetes', method: 'DELETE' });
  const table: readonly [Buffer | null, RegExp][] = [
    [first, /there was a record 2, and it ends at 1/],
    [other.files.get('audit/runner.jsonl') ?? null, /record 1 is another/],
    [null, /it is not there any more/],
  ];
  for (const [bytes, why] of table) {
    const files = new Map(record.files);
    if (bytes === null) files.delete('audit/runner.jsonl');
    else files.set('audit/runner.jsonl', bytes);
    const { isWhole, findings } = verify(record.place(files));
    assert.equal(isWhole, false);
    assert.match(findings[0]?.why ?? '', why);
  }
});

test('a million lines would not be held: what was proved is found again by its number, in blocks', () => {
  const record = new TrialRecord();
  for (let at = 0; at < 900; at += 1) record.add('runner', { gateway: 'kubernetes', path: `/${'x'.repeat(at)}` });
  const seen = new TrialRecord();
  Object.assign(seen.heads, record.heads);
  const anchors = [1, 2, 300, 450, 899, 900].map((seq) => ({ generation: 1, seq, hash: '' }));
  const lines = record.files.get('audit/runner.jsonl')?.toString().split('\n') ?? [];
  for (const anchor of anchors) seen.add('server', { kind: 'runner-met', runner: { ...anchor, hash: (JSON.parse(lines[anchor.seq - 1] ?? '') as { hash: string }).hash } });
  seen.files.set('audit/runner.jsonl', record.files.get('audit/runner.jsonl') ?? Buffer.alloc(0));
  assert.deepEqual(verify(seen.place()).findings, []);
});
