import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { judge, limits, type LimitsFound, walls } from './canaries.ts';
import { findLimits, forgetLimits, limitsProcessors } from './limits.ts';
import { proveSandbox } from './self-test.ts';
import { makeStage } from './stage.ts';
import { findTools } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-proof-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const uid = process.getuid?.() === 0 ? 70_000 : null;

test('this machine proves the level that its cgroups allow, and every wall of the table was tried', async () => {
  const stage = join(folder, 'stage');
  assert.equal(makeStage(stage), null);
  const means = findLimits(`handrail-test-${process.pid}`);
  const expected = 'roots' in means && limitsProcessors(means) ? 'limited' : 'contained';
  const proof = await proveSandbox({ tools: findTools(), stage, folder, uid, limits: means });
  await forgetLimits(means);
  assert.equal(proof.level, expected, proof.why);
  assert.deepEqual(proof.walls.map(({ says }) => says), [...Object.values(walls), ...Object.values(limits)]);
  assert.ok(proof.walls.every(({ found }) => found !== 'it was not tried'));
});

test('a missing program is told with the command that brings it, and nothing runs', async () => {
  const tools = findTools(['/nowhere']);
  const proof = await proveSandbox({ tools, stage: '', folder, uid, limits: { why: '' } });
  assert.equal(proof.level, 'none');
  assert.match(proof.why, /bubblewrap.*apt-get install bubblewrap socat redis-server/);
  assert.match(proof.why, /kubectl 1\.30/);
});

const held: LimitsFound = { processCount: '', memory: '', processors: '' };
const every = (change: Readonly<Record<string, string>> = {}) => `${Object.keys(walls).map((name) => change[name] ?? `${name} ok`).join('\n')}\ndone\n`;
const judged: readonly [what: string, output: string, found: LimitsFound, level: string, why: RegExp][] = [
  ['all that holds', every(), held, 'limited', /^$/],
  ['what is said before and after by others', `bwrap: a warning\n${every()}took 5\n`, held, 'limited', /^$/],
  ['a limit that does not hold', every(), { ...held, memory: 'it got more' }, 'contained', /so much memory and no more: it got more\.$/],
  ['all limits that do not hold', every(), { processCount: 'a', memory: 'b', processors: 'c' }, 'contained', /: a\. .*: b\. .*: c\.$/],
  ['nothing printed', '', held, 'none', /did not start: it printed nothing\./],
  ['a sandbox that does not start', 'bwrap: No permissions to create new namespace\u001b[2J', held, 'none', /did not start: bwrap: No permissions to create new namespace \[2J\./],
  ['a test that was cut short', every().replace('done', ''), held, 'none', /did not start/],
  ...Object.keys(walls).flatMap((name): typeof judged => [
    [`${name} that does not hold`, every({ [name]: `${name} fails it opens` }), held, 'none', /does not hold\. [^:]+: it opens\.$/],
    [`${name} that was not tried`, every({ [name]: '' }), held, 'none', /it was not tried/],
    [`${name} without a word of why`, every({ [name]: `${name} fails` }), held, 'none', /does not hold/],
  ]),
];
test('the level follows from what was found', () => {
  for (const [what, output, found, level, why] of judged) {
    const proof = judge(output, found);
    assert.equal(proof.level, level, what);
    assert.match(proof.why, why, what);
  }
});
