/**
 * Runs survive the server, viewers survive their sockets, and what cannot survive says so. Known bytes go in; what each
 * viewer assembled and what the journal holds must be the same bytes.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../fixture-catalog.ts';
import { type Client, Handrail, isAlive, pause } from '../handrail.ts';
import { Viewer } from '../viewer.ts';

const slow = fixtureStep({ id: 'slow', source: 'for part in $(seq 1 40); do seq "$part" 100 4000; sleep 0.1; done' });
const fast = fixtureStep({ id: 'fast', source: 'seq 1 300000' });
const endless = fixtureStep({ id: 'endless', source: 'n=0; while :; do n=$((n + 1)); echo "$n"; sleep 0.05; done' });
const hello = fixtureStep({ id: 'hello', source: 'echo hello' });
const steps = [slow, fast, endless, hello];

/** what the terminal makes of it: a line feed becomes carriage return and line feed */
const onTerminal = (lines: Iterable<number>) => Array.from(lines, (line) => `${line}\r\n`).join('');
function* sequence(first: number, step: number, last: number): Generator<number> {
  for (let at = first; at <= last; at += step) yield at;
}
const slowOutput = Array.from(sequence(1, 1, 40), (part) => onTerminal(sequence(part, 100, 4000))).join('');
const fastOutput = onTerminal(sequence(1, 1, 300_000));
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

let handrail: Handrail;
let client: Client;
before(async () => {
  handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)) });
  client = await handrail.logIn();
  await begin('hello').then((id) => client.ended(id));
});
after(async () => { await handrail[Symbol.asyncDispose](); });

async function begin(id: string): Promise<RunId> {
  const step = steps.find((candidate) => candidate.id === id);
  const answer = await client.post('/api/runs', {
    runbook: 'fixture', step: id, digest: step?.digest, environment: 'practice', parameters: {}, size: { cols: 80, rows: 24 },
  }, { 'idempotency-key': crypto.randomUUID() });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { run: Run }).run.id;
}

test('a killed server loses no byte: the run goes on and the viewer sees each once', { timeout: 120_000 }, async () => {
  const viewer = new Viewer(client, await begin('slow'));
  await viewer.attach();
  for (let kill = 0; kill < 5; kill++) {
    const seen = viewer.offset;
    await viewer.until(({ offset }) => offset > seen);
    await handrail.endServer('SIGKILL');
    await pause(50);
    await handrail.startServer();
    await viewer.attach();
  }
  await viewer.until((one) => one.isOver());
  assert.equal(viewer.run?.state, 'exited');
  assert.equal(viewer.wrong, 0);
  assert.equal(sha256(Buffer.concat(viewer.parts)), sha256(slowOutput));
  assert.equal(sha256(await client.output(viewer.id)), sha256(slowOutput));
});

test('a viewer cut off at random bytes assembles the output exactly', { timeout: 120_000 }, async () => {
  const viewer = new Viewer(client, await begin('fast'));
  for (let cut = 0; cut < 100 && !viewer.isOver(); cut++) {
    await viewer.attach();
    const until = viewer.offset + Math.floor(Math.random() * 40_000);
    await viewer.until((one) => one.offset > until || one.isOver());
    if (!viewer.isOver()) viewer.cut();
  }
  if (!viewer.isOver()) await viewer.attach();
  await viewer.until((one) => one.isOver());
  assert.equal(viewer.wrong, 0);
  assert.equal(sha256(Buffer.concat(viewer.parts)), sha256(fastOutput));
});

test('many viewers of one run, some late, see the same bytes', { timeout: 60_000 }, async () => {
  const id = await begin('slow');
  const viewers = Array.from({ length: 8 }, () => new Viewer(client, id));
  for (const viewer of viewers) {
    await viewer.attach();
    await pause(Math.random() * 300);
  }
  for (const viewer of viewers) await viewer.until((one) => one.isOver());
  assert.deepEqual(new Set(viewers.map(({ parts }) => sha256(Buffer.concat(parts)))), new Set([sha256(slowOutput)]));
  assert.equal(viewers.reduce((sum, { wrong }) => sum + wrong, 0), 0);
});

test('a killed runner ends its runs as lost, keeps what they printed, and the next run starts', { timeout: 60_000 }, async () => {
  const viewer = new Viewer(client, await begin('endless'));
  await viewer.attach();
  await viewer.until(({ offset }) => offset > 40);
  const runner = await handrail.runnerPid();
  assert.ok(runner !== null);
  process.kill(runner, 'SIGKILL');
  const run = await client.ended(viewer.id, 20);
  assert.equal(run.state, 'lost');
  assert.equal(run.asExpected, false);
  const kept = await client.output(viewer.id);
  const lines = kept.split('\r\n').slice(0, -1);
  assert.deepEqual(lines, Array.from({ length: lines.length }, (_, at) => String(at + 1)), 'a valid beginning');
  assert.ok(Buffer.byteLength(kept) >= viewer.offset, 'no less than was seen');
  assert.equal(isAlive(runner), false);
  assert.equal((await client.ended(await begin('hello'))).state, 'exited');
});
