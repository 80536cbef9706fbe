/** What asks for a run: the body of a POST to the server, and the request the runner takes. */
import assert from 'node:assert/strict';
import { HandrailError } from '../common/errors.ts';
import { newRunId } from '../common/ids.ts';
import { request } from '../server/runner/protocol.ts';
import { readAsked, readStart } from '../server/runs/request.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { altered } from './fuzz-json.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const run = newRunId(1_700_000_000_000, new Uint8Array(10).fill(7));
const size = { cols: 80, rows: 24 };
const asked = { runbook: 'prompt-redis', step: 'group-stats', digest: 'd', environment: 'practice', parameters: { INSTRUMENT: 'LATISS' } };
const start = { ...asked, size, confirm: 'x', reason: 'because' };
const step = {
  runbook: 'r', id: 's', digest: 'd', title: 't', language: 'bash', source: 'echo', interactive: false, background: false, timeout: 60, exit: [0],
  expect: null, mask: null, effect: 'read',
};
const requests = [
  { id: 1, method: 'start', params: { run, person: 'operator', environment: 'practice', step, parameters: { A: 'b' }, redis: { pod: 'p', namespace: 'n' }, context: null, groups: [], rules: '', bound: null, size } },
  { id: 2, method: 'attach', params: { attachment: 1, run, from: 0, types: null } },
  { id: 3, method: 'output', params: { run, from: 0, to: 100 } },
  { id: 4, method: 'input', params: { run, data: 'x' } },
];

export const requestTarget: FuzzTarget = {
  name: 'run request',
  invariant: 'checked and unchanged, or refused by name, with a bounded sentence',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const [read, body] = chance.oneIn(2) ? [readStart, start] as const : [readAsked, asked] as const;
  try {
    const checked = read(altered(body, chance));
    assert.deepEqual(read(checked), checked);
  } catch (error) {
    assert.ok(error instanceof HandrailError && (error.code === 'bad-message' || error.code === 'bad-size'), String(error));
    assert.ok(error.message.length < 1_200, 'the sentence is bounded');
  }
  const packet = request.safeParse(altered(chance.pick(requests), chance));
  if (packet.success) assert.deepEqual(request.parse(packet.data), packet.data);
}
