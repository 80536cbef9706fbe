import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keptHead } from '../chain-file.ts';
import { systemClock } from '../clock.ts';
import { isDurable } from './durable.ts';
import type { AuditEvent, Subject } from './event.ts';
import { Ledger } from './ledger.ts';
import { openAudit } from './log.ts';
import { memorySource } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
after(() => { rmSync(folder, { recursive: true }); });
let made = 0;
const newPath = () => join(folder, `${(made += 1)}.jsonl`);

function walked(bytes: Buffer | string): Ledger {
  const ledger = new Ledger(memorySource(Buffer.from(bytes)));
  ledger.walk();
  return ledger;
}

test('events stand in the file at once, in a chain that holds, for their owner only', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'server-started', version: '1' });
  audit.write({ kind: 'practice-reset', by: 'ada' });
  const { head, fault } = walked(readFileSync(path));
  assert.deepEqual([head, fault], [audit.head(), null]);
  assert.equal(head.seq, 2);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  audit.close();
});

test('the chain goes on after a restart', () => {
  const path = newPath();
  for (let start = 1; start <= 3; start += 1) {
    const audit = openAudit(path, systemClock);
    audit.write({ kind: 'server-started', version: 'x'.repeat(100_000) });
    audit.close();
  }
  assert.equal(walked(readFileSync(path)).fault, null);
});

test('a line that a crash left unfinished is cut off, and that is recorded', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'server-started', version: '1' });
  audit.close();
  appendFileSync(path, '{"seq":2,"at":');
  openAudit(path, systemClock).close();
  const text = readFileSync(path, 'utf8');
  assert.equal(walked(text).fault, null);
  assert.match(text, /"record-mended","cut":14/);
});

test('where it cannot be written, the act must not happen', () => {
  assert.throws(() => openAudit(join(folder, 'missing', 'x.jsonl'), systemClock), { code: 'audit-failed' });
  const audit = openAudit('/dev/full', systemClock);
  assert.throws(() => { audit.write({ kind: 'server-stopped' }); }, { code: 'audit-failed' });
  audit.close();
});

test('a file that is no record is not written into', () => {
  const path = newPath();
  writeFileSync(path, 'hello\n');
  assert.throws(() => openAudit(path, systemClock), { code: 'audit-failed' });
});

test('a record that somebody else writes, cuts, moves or removes while it is open takes nothing more', () => {
  const spoilt: readonly ((path: string) => void)[] = [
    (path) => { appendFileSync(path, '\n'); },
    (path) => { truncateSync(path, 10); },
    (path) => { renameSync(path, `${path}.1`); },
    (path) => { rmSync(path); },
    (path) => { copyFileSync(path, `${path}.copy`); renameSync(`${path}.copy`, path); },
  ];
  for (const spoil of spoilt) {
    const path = newPath();
    const audit = openAudit(path, systemClock);
    audit.write({ kind: 'server-started', version: '1' });
    spoil(path);
    assert.throws(() => { audit.write({ kind: 'server-stopped' }); }, { code: 'audit-failed' }, String(spoil));
    audit.close();
  }
});

test('two who write the same record: the second one’s line stops the first', () => {
  const path = newPath();
  const [one, other] = [openAudit(path, systemClock), openAudit(path, systemClock)];
  other.write({ kind: 'server-started', version: 'other' });
  assert.throws(() => { one.write({ kind: 'server-started', version: 'one' }); }, { code: 'audit-failed' });
  assert.equal(walked(readFileSync(path)).fault, null);
  one.close();
  other.close();
});

test('a tail that was cut off before a start is told in the record for ever', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  for (const person of ['ada', 'bob', 'eve']) audit.write({ kind: 'logged-in', person });
  const { head } = walked(readFileSync(path));
  audit.close();
  assert.deepEqual(keptHead(path), head);
  const [first = ''] = readFileSync(path, 'utf8').split('\n');
  truncateSync(path, first.length + 1);
  openAudit(path, systemClock).close();
  const event = walked(readFileSync(path)).at(2)?.event ?? {};
  assert.deepEqual([event.kind, (event.known as { seq: number }).seq, (event.found as { seq: number }).seq], ['record-short', 3, 1]);
});

test('what is of practice, or only tells, is durable a moment later; all else before its act', async () => {
  const subject = (environment: string): Subject => ({ person: 'ada', environment, runbook: 'r', step: 's', digest: '', parameters: {} });
  const run = '00000000-0000-7000-8000-000000000000' as never;
  const allowed = (environment: string): AuditEvent => ({ kind: 'run-allowed', run, subject: subject(environment), effect: 'read' } as unknown as AuditEvent);
  const table: readonly [AuditEvent, boolean][] = [
    [allowed('practice'), false], [allowed('prod'), true],
    [{ kind: 'run-stopped', run, environment: 'practice', by: 'ada' }, false], [{ kind: 'run-stopped', run, environment: 'prod', by: 'ada' }, true],
    [{ kind: 'run-stopped', run, by: 'ada' }, true],
    [{ kind: 'practice-reset', by: 'ada' }, false], [{ kind: 'workspace-reset', by: 'ada', environment: 'practice' }, false], [{ kind: 'workspace-reset', by: 'ada', environment: 'prod' }, true],
    [{ kind: 'run-refused', subject: subject('prod'), code: 'denied', reason: '' }, false], [{ kind: 'login-refused', code: 'link-used' }, false],
    [{ kind: 'logged-in', person: 'ada' }, true], [{ kind: 'roles-changed', by: 'ada', person: 'bob', before: [], roles: [] }, true], [{ kind: 'server-started', version: '' }, true],
  ];
  for (const [event, durable] of table) assert.equal(isDurable(event), durable, JSON.stringify(event));
  // The file of the head holds what the disk has.
  const path = newPath();
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'logged-in', person: 'ada' });
  assert.equal((keptHead(path) as { seq: number }).seq, 1);
  audit.write({ kind: 'practice-reset', by: 'ada' });
  assert.equal((keptHead(path) as { seq: number }).seq, 1);
  const waits = await Promise.all([audit.durable(), audit.durable()]);
  assert.deepEqual(waits, [audit.head(), audit.head()]);
  assert.deepEqual(keptHead(path), audit.head());
  audit.close();
});
