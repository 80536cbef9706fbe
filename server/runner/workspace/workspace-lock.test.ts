import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { openTrial } from '../trial.ts';
import { lockWorkspace, tryLock } from './workspace-lock.ts';

const runtime = `/tmp/handrail-lock-test-${process.pid}`;

test('one at a time has a workspace, each in its turn; others are not in the way', async () => {
  let inside = 0;
  let most = 0;
  await Promise.all(Array.from({ length: 20 }, async () => {
    const release = await lockWorkspace(runtime, 'practice/alice');
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    release();
  }));
  assert.equal(most, 1);
  const release = await tryLock(runtime, 'practice/alice');
  assert.equal(await tryLock(runtime, 'practice/alice'), null);
  const other = await tryLock(runtime, 'practice/bob');
  other?.();
  release?.();
  assert.notEqual(other, null);
});

test('the lock of a process that is killed is free', async () => {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', `
    import { lockWorkspace } from ${JSON.stringify(new URL('workspace-lock.ts', import.meta.url).href)};
    await lockWorkspace(${JSON.stringify(runtime)}, 'practice/carol');
    console.log('held');
    setInterval(() => undefined, 1e6);
  `], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  assert.equal(await tryLock(runtime, 'practice/carol'), null);
  const waiting = lockWorkspace(runtime, 'practice/carol');
  holder.kill('SIGKILL');
  (await waiting)();
});

test('a run waits while a runner beside this one writes its workspace; it can be stopped meanwhile, and background steps need not wait', async (context) => {
  const trial = openTrial();
  context.after(() => trial.close());
  const release = await tryLock(trial.paths.runtime, 'practice/alice');
  const [stopped, waiting] = [trial.host.start(trial.request({ source: 'echo never' })), trial.host.start(trial.request({ source: 'echo in its turn' }))];
  assert.equal((await trial.run({ source: 'echo beside', background: true })).output, 'beside\n');
  assert.equal((await trial.run({ source: 'echo other' }, { person: 'bob' })).output, 'other\n');
  assert.deepEqual([stopped, waiting].map(({ id }) => trial.host.get(id)?.state), ['queued', 'queued']);
  assert.equal((await trial.host.stop(stopped.id)).state, 'stopped');
  release?.();
  assert.equal((await trial.end(waiting.id)).state, 'exited');
  assert.equal(trial.host.get(stopped.id)?.end, 0);
});
