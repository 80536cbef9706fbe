/** `handrail audit` on a record as a server leaves it, and after somebody was at it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, mock, test } from 'node:test';
import { TrialRecord } from '../audit/trial-record.ts';
import type { Report } from '../audit/verify.ts';
import { headPath } from '../chain-file.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../store/store.ts';
import { auditHead, auditVerify } from './audit.ts';
import { recordRestore } from './restore-record.ts';

const data = mkdtempSync(join(tmpdir(), 'audit-cli-'));
after(() => { rmSync(data, { recursive: true }); });
const config = loadConfig({ HANDRAIL_DATA: data }, data);
const said: string[] = [];
mock.method(console, 'log', (line: string) => { said.push(line); });

async function told(act: () => Promise<number> | number): Promise<{ status: number; text: string }> {
  said.length = 0;
  const status = await act();
  return { status, text: said.join('\n').replaceAll(data, '') };
}

const record = new TrialRecord();
record.tell({ kind: 'server-started', version: '24' });
const run = record.run('PONG\n');
record.expire(record.run('old\n'));
const write = () => {
  for (const [path, bytes] of record.files) {
    mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, path), bytes);
  }
};
const server = join(data, 'audit/server.jsonl');

test('without a record there is nothing to prove', async () => {
  await assert.rejects(auditVerify(config, null), /There is no record at .*server\.jsonl/);
  assert.throws(() => auditHead(config), /There is no record/);
});

test('a whole record, in words and as JSON', async () => {
  write();
  const { status, text } = await told(() => auditVerify(config, null));
  assert.equal(status, 0);
  assert.equal(text, [
    '/audit/server.jsonl: 5 records, unbroken.', '/audit/runner.jsonl: 3 records, unbroken.',
    'Recordings: 1 whole, 1 expired. Places that hold a runner’s record: 4.', 'The record is unbroken.',
  ].join('\n'));
  const json = JSON.parse((await told(() => auditVerify(config, null, { json: true }))).text) as Report;
  assert.deepEqual([json.isWhole, json.recordings.whole, json.chains[0]?.head], [true, 1, record.heads.server]);
});

test('the head that is printed is the head that is taken, and finds a tail that was cut off', async () => {
  const head = (await told(() => auditHead(config))).text.split('\n');
  assert.match(head.join(' '), /^server=5:[0-9a-f]{64} runner=3:[0-9a-f]{64}$/);
  assert.equal((await told(() => auditVerify(config, null, { head }))).status, 0);
  const lines = readFileSync(server, 'utf8').split('\n');
  truncateSync(server, Buffer.byteLength(`${lines.slice(0, 3).join('\n')}\n`));
  assert.equal((await told(() => auditVerify(config, null))).status, 0, 'a chain alone does not know its end');
  const { status, text } = await told(() => auditVerify(config, null, { head }));
  assert.equal(status, 1);
  assert.match(text, /server\.jsonl: the head you gave: there was a record 5, and it ends at 3: its tail was cut off\.[^]*The record is broken\./);
  for (const word of ['5', 'x=5:00', 'server=5:xyz']) await assert.rejects(auditVerify(config, null, { head: [word] }), /is what `handrail audit head` prints/);
});

test('the file beside a chain, the database and the server that runs each know its end', async () => {
  const { seq, hash } = record.heads.server ?? { seq: 0, hash: '' };
  const knows = async (text: string, api: Parameters<typeof auditVerify>[1] = null) => {
    const { status, text: out } = await told(() => auditVerify(config, api));
    assert.deepEqual([status, out.includes(text)], [1, true], out);
  };
  writeFileSync(headPath(server), `${seq}:${hash}\n`);
  await knows('server.head, the file beside it: there was a record 5');
  writeFileSync(headPath(server), `${seq}:${hash}x\n`);
  await knows('server.head, the file beside it, is damaged');
  rmSync(headPath(server));
  const store = await openStore(config.paths.database);
  await store.auditHeads.keep('server', { seq, hash });
  await store.close();
  await knows('the database: there was a record 5');
  rmSync(config.paths.database);
  await knows('the server that runs: there was a record 5', { get: () => Promise.resolve({ seq, hash }) } as unknown as Parameters<typeof auditVerify>[1]);
  write();
});

test('a recording that was changed is named with its run, and its place in the record', async () => {
  writeFileSync(join(data, 'journals', run.id, 'output'), 'PING\n');
  const { status, text } = await told(() => auditVerify(config, null));
  assert.equal(status, 1);
  assert.match(text, new RegExp(`server\\.jsonl:3: the recording of run ${run.id} was changed \\(what it printed\\)\\.`));
  write();
});

test('a restore records itself, mends the line that was just being written, and proves the rest', async () => {
  truncateSync(server, readFileSync(server).length - 5);
  const { status, text } = await told(() => recordRestore(config));
  assert.equal(status, 0, text);
  assert.match(text, /6 records, unbroken\.\n {2}Line 5: a crash had left a line unfinished/);
  assert.match(readFileSync(server, 'utf8'), /"kind":"restored","by":"operator"/);
});
