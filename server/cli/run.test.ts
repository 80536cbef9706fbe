/** The CLI as its own process, against a server whose runs the test decides. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { TestServer } from '../http/test-server.ts';
import { parseParameters, parseReference } from './run.ts';

let server: TestServer;
let data: string;
before(async () => {
  server = await TestServer.start();
  data = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(data, 'local-credential'), `${server.localCredential}\n`);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

class Cli {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(words: string[], options: { command?: string; port?: number } = {}) {
    const environment = { PATH: process.env.PATH, HANDRAIL_PORT: String(options.port ?? server.port), HANDRAIL_DATA: data };
    this.process = spawn(options.command ?? join(import.meta.dirname, 'handrail'), words, { env: environment, cwd: tmpdir() });
    this.process.stdout.on('data', (chunk: Buffer) => { this.out += chunk.toString(); });
    this.process.stderr.on('data', (chunk: Buffer) => { this.err += chunk.toString(); });
    this.ended = new Promise((done) => this.process.once('close', done));
  }
}

/** Waits until the operator has a run that goes on. */
async function newestRun(): Promise<Run> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const { runs = [] } = (await server.askLocally('GET', '/api/runs?limit=1')).body;
    if (runs[0]?.state === 'running') return runs[0];
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('no run');
}

async function until(so: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !so();) {
    if (Date.now() > end) throw new Error('not so');
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('a step’s output is streamed, its lines plain, and the status is the step’s', async () => {
  const cli = new Cli(['run', 'plain#ping']);
  const run = await newestRun();
  server.runner.print(run.id, 'one\r\ntw');
  await until(() => cli.out.includes('one'));
  server.runner.print(run.id, 'o\r');
  server.runner.print(run.id, '\nthree\rfour');
  server.runner.end(run.id, 'exited', 7);
  assert.equal(await cli.ended, 7);
  assert.equal(cli.out, 'one\ntwo\nthree\rfour');
});

test('parameters left out have their default; given ones are sent', async () => {
  for (const [words, expected] of [[[], 'dev'], [['--param', 'TARGET=prod'], 'prod']] as const) {
    const cli = new Cli(['run', 'aimed#look', ...words]);
    const run = await newestRun();
    assert.deepEqual(run.parameters, { TARGET: expected });
    server.runner.end(run.id, 'exited', 0);
    assert.equal(await cli.ended, 0);
  }
});

test('--json prints the run as it ended last', async () => {
  const cli = new Cli(['run', 'plain#ping', '--json']);
  const run = await newestRun();
  server.runner.print(run.id, 'héllo');
  server.runner.end(run.id, 'exited', 0);
  assert.equal(await cli.ended, 0);
  const lines = cli.out.trim().split('\n').map((line) => JSON.parse(line) as { run?: Run; output?: string });
  assert.equal(lines.map(({ output = '' }) => output).join(''), 'héllo');
  assert.deepEqual([lines.at(-1)?.run?.state, lines.at(-1)?.run?.id], ['exited', run.id]);
});

test('Ctrl-C stops the run', async () => {
  const cli = new Cli(['run', 'plain#ping']);
  const run = await newestRun();
  server.runner.print(run.id, 'x');
  await until(() => cli.out === 'x');
  cli.process.kill('SIGINT');
  assert.equal(await cli.ended, 130);
  assert.equal((await server.askLocally('GET', `/api/runs/${run.id}`)).body.run?.state, 'stopped');
});

test('what is piped in is typed into an interactive step', async () => {
  const cli = new Cli(['run', 'plain#shell']);
  const run = await newestRun();
  cli.process.stdin.end('PING\n');
  await until(() => server.runner.seen(run.id).typed === 'PING\n\u0004');
  server.runner.end(run.id, 'exited', 0);
  assert.equal(await cli.ended, 0);
});

test('a lost and a timed-out run end with a status and a sentence of their own', async () => {
  for (const [state, status, say] of [['timed-out', 124, /took longer/], ['lost', 125, /lost/]] as const) {
    const cli = new Cli(['run', 'plain#ping']);
    server.runner.end((await newestRun()).id, state, null);
    assert.equal(await cli.ended, status);
    assert.match(cli.err, say);
  }
});

test('every failure of ours is a sentence on stderr and status 125', async () => {
  const cases: readonly [string[], RegExp, number?][] = [
    [['run', 'plain'], /A step is named <runbook>#<step>/],
    [['run', 'plain#nope'], /has no step `nope`/],
    [['run', 'nope#ping'], /no runbook `nope`/],
    [['run', 'plain#ping', '--env', 'moon'], /no environment `moon`/],
    [['run', 'plain#ping', '--param', 'X'], /NAME=value/],
    [['run', 'plain#ping', '--param', 'X=1'], /takes no parameter X/],
    [['run', 'plain#stats'], /Run first, with the same parameters: ping/],
    [['run', 'plain#burn'], /Confirm by typing burn it/],
    [['run', 'plain#ping', '--frob'], /unknown option/],
    [['run'], /missing required argument/],
    [['frobnicate'], /unknown command/],
    [['practice', 'reset', '--frob'], /unknown option/],
    [['audit', 'frob'], /unknown command/],
    [['invite', 'Operator'], /^handrail: The operator exists already\. .*`npx handrail login-link`/],
    [['run', 'plain#ping'], /No server answers.*make start/, 1],
  ];
  server.ahead += 9 * 3_600_000;
  for (const [words, say, port] of cases) {
    const cli = new Cli(words, port === undefined ? {} : { port });
    assert.equal(await cli.ended, 125, words.join(' '));
    assert.match(cli.err, say);
    assert.equal(cli.out, '');
  }
});

test('invite and login-link print the link alone on stdout', async () => {
  for (const words of [['invite', 'Zoe'], ['login-link']]) {
    const cli = new Cli(words);
    assert.equal(await cli.ended, 0);
    assert.match(cli.out, /^http:\S+\/login#[\w-]{43}\n$/);
  }
});

test('the record is verified without the server, and a spoilt line is named', async () => {
  mkdirSync(join(data, 'audit'), { recursive: true });
  const path = join(data, 'audit/server.jsonl');
  writeFileSync(path, server.audit());
  const whole = new Cli(['audit', 'verify']);
  assert.equal(await whole.ended, 0);
  assert.match(whole.out, /\d+ records, unbroken/);
  writeFileSync(path, server.audit().replace('"person":"ada"', '"person":"eve"'));
  const spoilt = new Cli(['audit', 'verify']);
  assert.equal(await spoilt.ended, 1);
  assert.match(spoilt.out, /server\.jsonl:1: record 1 was changed/);
  rmSync(path);
  const missing = new Cli(['audit', 'verify']);
  assert.equal(await missing.ended, 125);
});

test('it is found through a link to it, and from any folder', async () => {
  symlinkSync(join(import.meta.dirname, 'handrail'), join(data, 'hr'));
  symlinkSync(join(data, 'hr'), join(data, 'hr2'));
  const cli = new Cli(['--help'], { command: join(data, 'hr2') });
  assert.equal(await cli.ended, 0);
  assert.match(cli.out, /Examples:/);
});

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
  const cli = new Cli(['--version']);
  assert.deepEqual([await cli.ended, cli.out], [0, `${version}\n`]);
});

test('practice reset is done by the server where there is one', async () => {
  const cli = new Cli(['practice', 'reset']);
  assert.equal(await cli.ended, 0);
  assert.match(cli.err, /as new/);
  assert.deepEqual(server.runner.resets, ['operator world', 'operator practice']);
});

test('references and parameters are read strictly', () => {
  assert.deepEqual(parseReference('a#b'), { runbook: 'a', step: 'b' });
  for (const reference of ['', '#', 'a#', '#b', 'a#b#c', 'ab']) assert.throws(() => parseReference(reference), /<runbook>#<step>/, reference);
  assert.deepEqual(parseParameters(['A=1', 'B=x=y', 'C=']), { A: '1', B: 'x=y', C: '' });
  for (const word of ['A', '=1', '']) assert.throws(() => parseParameters([word]), /NAME=value/, word);
});
