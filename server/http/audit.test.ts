/** The record over HTTP: who may read it, what is found, and that who looked stands in it. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Ledger } from '../audit/ledger.ts';
import { memorySource } from '../audit/source.ts';
import { TestServer } from './test-server.ts';

interface Found {
  records: { seq: number; at: number; event: Record<string, unknown> }[];
  next: number | null;
  reached: number | null;
  chains: string[];
}

let server: TestServer;
let cleo = '';
before(async () => {
  server = await TestServer.start();
  await server.store.persons.add({ id: 'cleo', name: 'Cleo' }, Date.now(), ['approver']);
  cleo = await server.logIn('cleo');
});
after(async () => { await server[Symbol.asyncDispose](); });

const search = async (body: unknown, cookie = cleo) => await server.ask('POST', '/api/audit/search', { body, headers: { cookie } });
const found = async (body: unknown) => (await search(body)).body as unknown as Found;

test('only who has the right reads it: not an operator, not a stranger', async () => {
  for (const [method, path] of [['POST', '/api/audit/search'], ['GET', '/api/audit/export'], ['GET', '/api/audit/head']] as const) {
    assert.deepEqual([(await server.ask(method, path, { as: 'ada' })).body.error?.code, (await server.ask(method, path)).status], ['not-allowed', 401]);
  }
  assert.equal((await search({})).status, 200);
});

test('a run is found by whatever is known of it, newest first and page by page; each search is on record', async () => {
  const { id } = await server.run('plain', 'stats', { parameters: { INSTRUMENT: 'latiss' }, reason: 'to see\u001b[31m' });
  server.runner.end(id, 'exited', 0);
  await server.ask('GET', `/api/runs/${id}`, { as: 'ada' });
  const { records } = await found({ run: id });
  assert.deepEqual(records.map(({ event }) => event.kind), ['run-ended', 'run-allowed']);
  assert.deepEqual((await found({ text: 'LATISS', kind: 'run-allowed' })).records.map(({ event }) => event.run), [id]);
  assert.deepEqual((await found({ text: 'to see\u001b[31m' })).records.map(({ event }) => event.run), [id]);
  assert.equal((await found({ environment: 'practice', person: 'ada', to: records[1]?.at })).records[0]?.event.kind, 'run-allowed');
  assert.deepEqual((await found({ kind: 'audit-searched' })).records[1]?.event, { kind: 'audit-searched', by: 'cleo', chain: 'server', wanted: { environment: 'practice', person: 'ada', to: records[1]?.at } });
  // What somebody looks for may be a secret: it is not written down by that.
  assert.deepEqual((await found({ text: 'latiss', kind: 'audit-searched' })).records, []);
  assert.match(server.audit(), /"kind":"audit-searched","by":"cleo","chain":"server","wanted":\{"kind":"run-allowed","text":"6 characters"\}/);
  for (let at = 0; at < 60; at += 1) await server.ask('POST', '/api/practice/reset', { as: 'bob' });
  const first = await found({ kind: 'practice-reset' });
  const second = await found({ kind: 'practice-reset', before: first.next });
  assert.deepEqual([first.records.length, second.records.length, second.next, first.chains], [50, 10, null, ['server']]);
});

test('the export is the record’s own lines; all of them are a chain that holds', async () => {
  const all = await server.ask('GET', '/api/audit/export', { headers: { cookie: cleo } });
  assert.deepEqual([all.headers.get('content-type'), all.headers.get('content-disposition')], ['application/x-ndjson', 'attachment; filename="handrail-server.jsonl"']);
  const ledger = new Ledger(memorySource(Buffer.from(all.text)));
  ledger.walk();
  assert.equal(ledger.fault, null);
  // That it was asked for stands in it already.
  assert.equal(ledger.at(ledger.head.seq)?.event.kind, 'audit-exported');
  const some = await server.ask('GET', '/api/audit/export?person=ada&kind=logged-in', { headers: { cookie: cleo } });
  assert.match(some.text, /^\{"seq":\d+,[^\n]*"kind":"logged-in","person":"ada"[^\n]*\n$/);
  const { body } = await server.ask('GET', '/api/audit/head', { headers: { cookie: cleo } });
  assert.equal(body.seq, ledger.head.seq + 1);
});

test('records of runners are searched as the server’s is', async () => {
  copyFileSync(join(server.folder, 'server.jsonl'), join(server.folder, 'runner-2.jsonl'));
  const { records, chains } = await found({ chain: 'runner-2', kind: 'logged-in', person: 'bob' });
  assert.deepEqual([records.length, chains], [1, ['server', 'runner-2']]);
});

test('what cannot be meant is refused, and without a record nobody looks', async () => {
  const table: unknown[] = [
    { chain: '../server' }, { chain: 'server.jsonl' }, { chain: 'runner-99999' }, { chain: '' }, { before: -1 }, { before: 1.5 }, { before: '1' }, { from: 'today' }, { from: 1e300 },
    { text: 'x'.repeat(201) }, { person: ['ada'] }, { limit: 5 }, { chain: 'runner-7' }, { person: null },
  ];
  for (const body of table) assert.equal((await search(body)).status, 400, JSON.stringify(body));
  for (const query of ['chain=..%2f..%2fetc%2fpasswd', 'person=a&person=b', 'before=1', 'to=x', 'text=x']) {
    assert.equal((await server.ask('GET', `/api/audit/export?${query}`, { headers: { cookie: cleo } })).status, 400, query);
  }
  assert.deepEqual((await found({ before: 3 })).records, []);
  assert.ok((await found({ before: Number.MAX_SAFE_INTEGER })).records.length > 0);
  server.auditWorks = false;
  assert.equal((await search({})).body.error?.code, 'audit-failed');
  assert.equal((await server.ask('GET', '/api/audit/export', { headers: { cookie: cleo } })).body.error?.code, 'audit-failed');
  server.auditWorks = true;
});
