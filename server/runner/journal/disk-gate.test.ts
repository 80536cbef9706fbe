import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandrailError } from '../../../common/errors.ts';
import { openDiskGate } from './disk-gate.ts';

const mebibyte = 1024 * 1024;

test('below the mark nothing begins, below half of it all must end, and every folder counts', () => {
  const left: Record<string, number> = { journals: 600, workspaces: 600 };
  let time = 0;
  const gate = openDiskGate({ folders: Object.keys(left), leastMiB: 512, free: (folder) => (left[folder] ?? 0) * mebibyte, clock: () => time });
  gate.check();
  assert.equal(gate.urgency(1), null);
  left['workspaces'] = 511;
  assert.throws(() => gate.check(), (error) => error instanceof HandrailError && error.code === 'disk-full' && /511 MiB.*512 MiB/.test(error.message));
  assert.equal(gate.urgency(0), null);
  left['journals'] = 255;
  assert.equal(gate.urgency(1), null, 'not looked at yet');
  time += 500;
  assert.match(gate.urgency(0) ?? '', /255 MiB/);
  left['journals'] = 600;
  assert.notEqual(gate.urgency(8 * mebibyte - 1), null);
  assert.equal(gate.urgency(1), null, 'looked at again after 8 MiB');
});

test('a folder that is not there is not in the way', () => openDiskGate({ folders: ['/nowhere/at/all'], leastMiB: 512 }).check());
