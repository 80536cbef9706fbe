import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findLimits, forgetLimits } from '../sandbox/limits.ts';
import { makeStage } from '../sandbox/stage.ts';
import { findTools } from '../sandbox/tools.ts';
import { Standby, type Waiting } from './standby.ts';

const data = mkdtempSync('/tmp/hr-standby-');
const folder = join(data, 'runs');
const stage = join(data, 'stage');
mkdirSync(folder, { mode: 0o700 });
makeStage(stage);
const limits = findLimits(`handrail-standby-${process.pid}`);
const without = 'why' in limits ? limits.why : false;
after(async () => {
  if ('roots' in limits) await forgetLimits(limits);
  rmSync(data, { recursive: true });
});

/** Each has its own: what another's launcher is just making may still come. */
let pipes = folder;

function open(): Standby {
  pipes = mkdtempSync(join(folder, 'pipes-'));
  if (!('roots' in limits)) throw new Error(limits.why);
  return new Standby({ tools: findTools(), stage, root: process.getuid?.() === 0, limits, folder: pipes });
}

async function taken(standby: Standby): Promise<Waiting> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const waiting = standby.take();
    if (waiting) return waiting;
    await new Promise((waited) => setTimeout(waited, 5));
  }
  throw new Error('no launcher waits after a minute');
}

function run(waiting: Waiting, words: string[]): Promise<{ said: string; status: number }> {
  return new Promise((resolve) => {
    let said = '';
    waiting.begin(words, { cols: 91, rows: 17 }, {
      onData: (bytes) => { said += bytes.toString(); },
      onExit: ({ status }) => { resolve({ said, status }); },
    });
  });
}

test('a launcher that waited runs the command it is given, word for word, at the size asked for', { skip: without }, async () => {
  const standby = open();
  const { said, status } = await run(await taken(standby), ['/bin/bash', '-c', 'stty size; printf "[%s]" "$@"; exit 7', 'x', 'a b', '', 'ü\n$(id)']);
  standby.close();
  assert.equal(said, '17 91\r\n[a b][][ü\r\n$(id)]');
  assert.equal(status, 7);
});

test('it has joined its cgroups, and its environment and descriptors are empty', { skip: without }, async () => {
  const standby = open();
  const { said } = await run(await taken(standby), ['/bin/bash', '-c', 'cat /proc/self/cgroup; tr "\\0" "\\n" </proc/$$/environ; ls /proc/self/fd | tr "\\n" " "']);
  standby.close();
  assert.match(said, /standby-\d+-\d+/);
  assert.match(said, /0 1 2 3 \r?\n?$/);
  assert.doesNotMatch(said, /HOME=|PATH=\/root|NODE/);
});

test('each is used once, and its pipe is gone before it begins', { skip: without }, async () => {
  const standby = open();
  const one = await taken(standby);
  assert.deepEqual(readdirSync(pipes), []);
  const other = await taken(standby);
  assert.notEqual(one.group, other.group);
  await Promise.all([run(one, ['/bin/true']), run(other, ['/bin/true'])]);
  standby.close();
});
