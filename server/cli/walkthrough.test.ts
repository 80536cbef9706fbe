/** `handrail walkthrough` as it prints, against a server in the same process. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { loadConfig } from '../config/load.ts';
import { TestServer } from '../http/test-server.ts';
import { createProgram } from './program.ts';

let server: TestServer;
let id = '';
const data = mkdtempSync(join(tmpdir(), 'walkthrough-'));
const key = () => ({ 'idempotency-key': crypto.randomUUID() });
before(async () => {
  server = await TestServer.start();
  writeFileSync(join(data, 'local-credential'), `${server.localCredential}\n`);
  const begun = await server.ask('POST', '/api/walkthroughs', { as: 'ada', headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', title: 'Tonight', parameters: { INSTRUMENT: 'hsc' } } });
  ({ id } = begun.body.walkthrough as { id: string });
  const run = await server.run('plain', 'ping', { walkthrough: id });
  server.runner.print(run.id, 'PONG\r\n');
  server.runner.end(run.id, 'exited', 0);
  await server.ask('POST', `/api/walkthroughs/${id}/acts`, { as: 'bob', headers: key(), body: { act: 'note', text: 'It answers.\nGood.' } });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

/** Runs a command in this process; gives what it printed. */
async function handrail(...words: string[]): Promise<{ out: string; err: string }> {
  let written = '';
  const out = mock.method(console, 'log', (line: string) => { written += `${line}\n`; });
  const err = mock.method(console, 'error', () => undefined);
  const { write } = process.stdout;
  process.stdout.write = ((text: string | Uint8Array, ...rest: never[]) => {
    // The test runner writes here too, and in bytes.
    if (typeof text !== 'string') return write.call(process.stdout, text, ...rest);
    written += text;
    return true;
  }) as typeof write;
  try {
    const config = loadConfig({ HANDRAIL_PORT: String(server.port), HANDRAIL_DATA: data }, data);
    await createProgram(config, [], () => undefined).parseAsync(words, { from: 'user' });
    return { out: written, err: err.mock.calls.map((call) => call.arguments.join(' ')).join('\n') };
  } finally {
    process.stdout.write = write;
    out.mock.restore();
    err.mock.restore();
  }
}

test('those that are open are listed, mine and everyone’s, and those that have ended', async () => {
  assert.match((await handrail('walkthrough', 'list')).out, new RegExp(`^${id} Tonight \\(plain, Practice\\): 1/8; for 0:\\d\\d, ada leads, next: shell$`, 'm'));
  const { out, err } = await handrail('walkthrough', 'list', '--mine');
  assert.deepEqual([out, err], ['', 'No walkthrough of yours is open.']);
  assert.deepEqual((JSON.parse((await handrail('walkthrough', 'list', '--ended', '--json')).out) as { walkthroughs: unknown[] }).walkthroughs, []);
});

test('one is shown step by step, with what was done', async () => {
  const { out } = await handrail('walkthrough', 'show', id);
  assert.match(out, /^Tonight\nPlain, Practice, INSTRUMENT=hsc\nOpen; ada has the lead\. 1 of 8 steps done, 7 not done\.\n/);
  assert.match(out, /^ {2}ping: done as expected by ada, .* UTC$/m);
  assert.match(out, /^> shell: not done$/m);
  assert.match(out, /UTC bob wrote a note: It answers\. Good\.$/m);
  assert.equal((JSON.parse((await handrail('walkthrough', 'show', id, '--json')).out) as { walkthrough: { id: string } }).walkthrough.id, id);
  await assert.rejects(handrail('walkthrough', 'show', 'nonsense'), { code: 'unknown-walkthrough' });
});

test('its report is printed for a ticket or as a page, with or without outputs', async () => {
  assert.match((await handrail('walkthrough', 'report', id)).out, /^# Tonight\n[^]*```text\nPONG\n```/);
  assert.doesNotMatch((await handrail('walkthrough', 'report', id, '--no-outputs')).out, /PONG/);
  assert.match((await handrail('walkthrough', 'report', id, '--as', 'html')).out, /^<!doctype html>/);
  await assert.rejects(handrail('walkthrough', 'report', 'nonsense'), { code: 'unknown-walkthrough' });
});
