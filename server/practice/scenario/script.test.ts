import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { World } from '../world.ts';
import { keptOutput } from './script.ts';
import { TrialWorlds } from './trial-world.ts';

let worlds: TrialWorlds;
let world: World;
let folder: string;
before(async () => {
  process.env['CANARY'] = 'canary-of-the-practice-process';
  worlds = new TrialWorlds(5000);
  world = await worlds.open('mine');
  await worlds.open('theirs');
  folder = join(worlds.folder, 'scenario');
  mkdirSync(folder);
});
after(async () => { await worlds[Symbol.asyncDispose](); });

async function run(text: string): Promise<{ status: number | null; output: string; cut: string | null }> {
  writeFileSync(join(folder, 'break.sh'), text);
  return await (await worlds.runScript(folder, 'break.sh', world)).ended;
}

test('a script is administrator of its world, in every context, and finds the files beside it', async () => {
  writeFileSync(join(folder, 'map.yaml'), JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'broken' } }));
  const { status, output } = await run(`
    set -eu
    kubectl --context usdf-rsp-dev apply -f "$(dirname "$0")/map.yaml"
    kubectl --context usdf-rsp-dev get configmap broken -o name
    kubectl --context usdf-rsp get configmap broken && exit 9
    kubectl config get-contexts -o name | wc -l
    echo to-stderr >&2
    exit 3`);
  assert.equal(status, 3, output);
  assert.match(output, /^configmap\/broken created\nconfigmap\/broken\n.*not found\n6\nto-stderr\n$/s);
});

test('a script sees nothing of this machine, of other worlds, or of the process that runs it', async () => {
  const { output } = await run(`
    ls -d ${worlds.folder} ${world.socket} /root /etc/shadow
    cat /proc/*/environ | tr '\\0' '\\n' | grep -c canary
    env | grep -ci canary
    ps ax | wc -l
    (exec 3<>/dev/tcp/192.0.2.1/80) 2>&1 | grep -q 'Network is unreachable' && echo unreachable
    touch /run/handrail/x "$0" 2>&1 | grep -c 'Read-only\\|denied'
    id -u; grep CapEff /proc/self/status
    curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:6443/contexts/theirs/api`);
  for (const path of [worlds.folder, world.socket, '/root', '/etc/shadow']) assert.match(output, new RegExp(`cannot access '${path}'`));
  assert.match(output, /\n0\n0\n\d\nunreachable\n2\n1000\nCapEff:\t0+\n404\n$/);
});

test('a script that takes too long is ended with all it started, and output is bounded', async () => {
  const late = await run('echo begun; sleep 100 & setsid sleep 101; echo never');
  assert.deepEqual(late, { status: null, output: 'begun\n', cut: 'time' });
  const loud = await run('yes | head -c 3000000; echo; exit 4');
  assert.equal(loud.status, 4);
  assert.ok(loud.output.length < keptOutput + 100);
  assert.match(loud.output, /there was more\)\n$/);
});

test('nothing is left of a script that has ended', async () => {
  await run('true');
  const stopped = await worlds.runScript(folder, 'break.sh', world);
  stopped.stop();
  assert.equal((await stopped.ended).cut, 'stop');
  assert.deepEqual(readdirSync(join(worlds.folder, 's')), ['stage']);
});
