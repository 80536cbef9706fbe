/** What a run may print and fill: limits end in a mark that everybody sees, never in silence. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { openDiskGate } from './journal/disk-gate.ts';
import { openTrial } from './trial.ts';

const mebibyte = 1024 * 1024;
let left = 1024;
const disk = openDiskGate({ folders: ['/'], leastMiB: 512, free: () => left * mebibyte });
const trial = openTrial(undefined, { bytes: mebibyte, disk });
after(() => trial.close());
const refused = (code: string) => (error: unknown) => error instanceof HandrailError && error.code === code;

test('a step that prints more than is kept is ended, and its last line says so', async () => {
  const { run, bytes } = await trial.run({ source: 'yes handrail' });
  assert.deepEqual([run.state, run.asExpected, run.end], ['exited', false, bytes.length]);
  assert.match(run.note, /printed 1 MiB, the most that is kept/);
  assert.equal(bytes.subarray(0, mebibyte).toString(), 'handrail\r\n'.repeat(mebibyte / 10 + 1).slice(0, mebibyte));
  assert.match(bytes.subarray(mebibyte).toString(), /^\r\nhandrail: The step printed 1 MiB, the most that is kept, and was stopped\.\r\n$/);
});

test('with little disk left nothing begins; with less, what goes on is ended, though it prints nothing', async () => {
  const { id } = trial.host.start(trial.request({ source: 'printf ready; sleep 60' }));
  const waiting = trial.host.start(trial.request({ source: 'echo never' }));
  await trial.until(id, (output) => output.includes('ready'));
  left = 400;
  assert.throws(() => trial.host.start(trial.request({ source: 'echo never' })), refused('disk-full'));
  assert.equal(trial.host.get(id)?.state, 'running');
  left = 200;
  const run = await trial.end(id);
  assert.deepEqual([run.state, run.asExpected], ['exited', false]);
  assert.match(Buffer.from(trial.host.output(id, 0, 1e6)).toString(), /^ready\r\nhandrail: The disk is almost full: 200 MiB are left\. The step was stopped\. .*\r\n$/);
  assert.match(Buffer.from(trial.host.output((await trial.end(waiting.id)).id, 0, 1e6)).toString(), /^handrail: The disk is almost full/);
  left = 1024;
  assert.equal((await trial.run({ source: 'echo again' })).output, 'again\n');
});

test('a run that cannot be recorded is not started, and says why', () => {
  const request = trial.request({ source: 'true' });
  writeFileSync(join(trial.paths.journals, request.run), 'in the way');
  assert.throws(() => trial.host.start(request), refused('run-unkept'));
  assert.equal(trial.host.get(request.run), null);
  assert.deepEqual(readdirSync(join(trial.paths.journals, 'live')), []);
});
