import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { newRunId } from '../../common/ids.ts';
import { MemoryRunner } from './memory-runner.ts';
import { PatientRunner } from './patient-runner.ts';

test('without a runner every request says so; once there is one, it is used, and heard', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const real = new MemoryRunner();
  let isThere = false;
  const runner = new PatientRunner(() => (isThere ? Promise.resolve(real) : Promise.reject(new Error('ENOENT'))));
  const heard: string[] = [];
  runner.onRun((run) => heard.push(run.state));
  const id = newRunId(1, new Uint8Array(10));
  for (const ask of [() => runner.hello(), () => runner.get(id), () => runner.list(0), () => runner.stop(id)]) {
    await assert.rejects(ask(), (error: unknown) => error instanceof HandrailError && error.code === 'runner-away');
  }
  isThere = true;
  mock.timers.tick(5_000);
  assert.equal((await runner.hello()).level, 'limited');
  await runner.start({
    run: id, person: 'ada', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size: { cols: 80, rows: 24 },
    step: { runbook: 'r', id: 's', digest: 'd', title: 't', language: 'bash', source: '', interactive: false, background: false, timeout: 1, exit: [0], expect: null, mask: null, effect: 'read' },
  });
  assert.deepEqual(heard, ['running']);
  runner.close();
  mock.timers.reset();
});
