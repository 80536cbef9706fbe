import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findLimits, forgetLimits } from './limits.ts';
import { judge, proveSandbox } from './self-test.ts';
import { makeStage } from './stage.ts';
import { findTools } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-proof-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const uid = process.getuid?.() === 0 ? 70_000 : null;

test('this machine proves a level at which practice runs', async () => {
  const stage = join(folder, 'stage');
  assert.equal(makeStage(stage), null);
  const limits = findLimits(`handrail-test-${process.pid}`);
  const proof = await proveSandbox({ tools: findTools(), stage, folder, uid, limits });
  await forgetLimits(limits);
  assert.notEqual(proof.level, 'none', proof.why);
});

test('a missing program is told with the command that brings it, and nothing runs', async () => {
  const tools = findTools(['/nowhere']);
  const proof = await proveSandbox({ tools, stage: '', folder, uid, limits: { why: '' } });
  assert.equal(proof.level, 'none');
  assert.match(proof.why, /bubblewrap.*apt-get install bubblewrap socat redis-server/);
  assert.match(proof.why, /kubectl 1\.30/);
});

test('one wall that does not hold turns running off, and is named', () => {
  const limits = { kind: 'cgroup2', roots: [] } as const;
  assert.equal(judge('fails: there is a way to the network\nprocesses: 12\ndone\n', { limits, uid: 1 }).level, 'none');
  assert.match(judge('fails: there is a way to the network\ndone\n', { limits, uid: 1 }).why, /there is a way to the network/);
  assert.match(judge('bwrap: No permissions to create new namespace', { limits, uid: 1 }).why, /did not start: bwrap: No permissions/);
  assert.equal(judge('', { limits, uid: 1 }).level, 'none');
  assert.equal(judge('processes: 90\ndone\n', { limits, uid: 1 }).level, 'contained');
  assert.equal(judge('processes: 30\ndone\n', { limits, uid: 1 }).level, 'limited');
  assert.equal(judge('processes: 100\ndone\n', { limits: { why: 'none here' }, uid: null }).level, 'contained');
  assert.equal(judge('processes: 100\ndone\n', { limits: { why: 'none here' }, uid: 7 }).level, 'limited');
});
