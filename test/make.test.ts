/** `make start`, as a person types it. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { endRunners, freePort, root } from './handrail.ts';

const data = mkdtempSync('/tmp/handrail-make-');
const port = await freePort();
const environment = { PATH: process.env.PATH, HOME: process.env.HOME, HANDRAIL_PORT: String(port), HANDRAIL_DATA: data, HANDRAIL_LOG: 'warn' };
after(async () => {
  await endRunners(data);
  rmSync(data, { recursive: true, force: true, maxRetries: 12 });
});

/** Runs `make start` until its output matches or it ends; gives what it said. */
async function makeStart(until: RegExp): Promise<{ said: string; child: ChildProcess; ms: number }> {
  const began = performance.now();
  const child = spawn('make', ['start'], { cwd: root, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise<void>((done) => {
    const take = (chunk: Buffer) => {
      said += chunk.toString();
      if (until.test(said)) done();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', () => { done(); });
  });
  return { said, child, ms: performance.now() - began };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGTERM');
  await gone;
}

test('make start prints a login link that works, and its second start takes seconds', { timeout: 230_000 }, async () => {
  await end((await makeStart(/login#\S+/)).child);
  const { said, child, ms } = await makeStart(/login#\S+/);
  const link = /https?:\S+login#\S+/.exec(said)?.[0] ?? '';
  assert.ok(link.startsWith(`http://127.0.0.1:${port}/login#`), said);
  assert.equal((await fetch(link)).status, 200);
  assert.ok(ms < 60_000, `${ms} ms: nothing is built once more`);
  await end(child);
});

test('a port that is taken is told with what to do', { timeout: 200_000 }, async () => {
  const taken = createServer().listen(port, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { said, child } = await makeStart(/is taken/);
  assert.match(said, new RegExp(`Port ${port} is taken on 127.0.0.1. Stop what listens there, or set HANDRAIL_PORT`));
  await end(child);
  taken.close();
});

test('a setting that makes no sense is told with what it means', { timeout: 200_000 }, async () => {
  environment.HANDRAIL_PORT = 'many';
  const { said, child } = await makeStart(/HANDRAIL_PORT: /);
  assert.match(said, /HANDRAIL_PORT: .*TCP port the server listens on/);
  await end(child);
  environment.HANDRAIL_PORT = String(port);
});
