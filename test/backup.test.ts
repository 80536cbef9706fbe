/** Everything kept goes into one file while runs go on, and comes back. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from './fixture-catalog.ts';
import { type Client, Handrail, root } from './handrail.ts';

const write = fixtureStep({ id: 'write', source: 'echo kept >kept.txt; cat kept.txt' });
const read = fixtureStep({ id: 'read', source: 'cat kept.txt' });
const endless = fixtureStep({ id: 'endless', source: 'while :; do echo still; sleep 0.05; done', background: true });
const steps = [write, read, endless];

const folder = mkdtempSync('/tmp/handrail-backup-');
const file = join(folder, 'handrail.tar.gz');
const settings = { HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)) };
let handrail: Handrail;
let client: Client;
before(async () => {
  handrail = await Handrail.start(settings);
  client = await handrail.logIn();
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npx handrail …` in the folder of backups, on a data folder. */
function inFolder(data: string, ...words: string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(join(root, 'node_modules/.bin/handrail'), words, { cwd: folder, encoding: 'utf8', timeout: 60_000, env: { ...handrail.environment, HANDRAIL_DATA: data } });
}

async function begin(who: Client, id: string): Promise<RunId> {
  const step = steps.find((candidate) => candidate.id === id);
  const answer = await who.post('/api/runs', {
    runbook: 'fixture', step: id, digest: step?.digest, environment: 'practice', parameters: {}, size: { cols: 80, rows: 24 },
  }, { 'idempotency-key': crypto.randomUUID() });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { run: Run }).run.id;
}

test('a backup made while a step runs brings back runs, outputs, workspaces and the record', { timeout: 230_000 }, async () => {
  const written = await begin(client, 'write');
  await client.ended(written);
  const going = await begin(client, 'endless');
  for (let output = ''; !output.includes('still'); output = await client.output(going));

  const made = inFolder(handrail.data, 'backup', 'handrail.tar.gz');
  assert.equal(made.status, 0, made.stderr);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(existsSync(join(handrail.data, 'backup.db')), false, 'the copy does not stay');
  assert.match(inFolder(handrail.data, 'backup', 'handrail.tar.gz').stderr, /is there already/);
  assert.match(inFolder(handrail.data, 'restore', 'handrail.tar.gz').stderr, /is not empty/);
  assert.equal((await client.run(going)).state, 'running', 'runs go on meanwhile');

  const restored = join(folder, 'data');
  const back = inFolder(restored, 'restore', 'handrail.tar.gz');
  assert.equal(back.status, 0, back.stderr + back.stdout);
  assert.match(back.stdout, /unbroken/);

  await using other = await Handrail.start({ ...settings, HANDRAIL_DATA: restored });
  const operator = await other.logIn();
  assert.equal(await operator.output(written), await client.output(written));
  const lost = await operator.ended(going);
  assert.equal(lost.state, 'lost');
  assert.match(await operator.output(going), /^still\r\n/);
  const seen = await begin(operator, 'read');
  assert.equal((await operator.ended(seen)).asExpected, true);
  assert.equal(await operator.output(seen), 'kept\r\n');
  await client.post(`/api/runs/${going}/stop`, {});
});

test('a backup without a server, and files that are none', { timeout: 200_000 }, async () => {
  await handrail.endServer();
  const made = inFolder(handrail.data, 'backup', 'cold.tar.gz');
  assert.equal(made.status, 0, made.stderr);
  writeFileSync(join(folder, 'none.tar.gz'), 'no archive');
  const other = join(folder, 'other');
  assert.match(inFolder(other, 'restore', 'none.tar.gz').stderr, /tar could not/);
  assert.match(inFolder(other, 'restore', 'nowhere.tar.gz').stderr, /There is no file/);
  assert.equal(inFolder(other, 'restore', 'cold.tar.gz').status, 0);
  assert.match(inFolder(other, 'backup', 'again.tar.gz').stdout, /MiB/);
});
