import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { describeProblem } from '../../common/catalog/problem.ts';
import { redisLines } from '../../common/catalog/redis.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';

const path = join(import.meta.dirname, '../../runbooks/prompt-redis.mdx');
const text = readFileSync(path, 'utf8');
let runbook: Runbook;

before(() => {
  const compiled = compileRunbook({ id: 'prompt-redis', file: 'runbooks/prompt-redis.mdx', bytes: readFileSync(path) });
  assert.deepEqual(compiled.problems.map(describeProblem), []);
  assert.ok(compiled.runbook);
  runbook = compiled.runbook;
});

/** Every command of the service's procedures, with the step that runs it and, where it has one, the instrument. */
const commands: [step: string, command: string, instrument?: string][] = [
  ['redis-cli', 'kubectl exec -it prompt-redis-0 -n prompt-redis -- redis-cli'],
  ['ping', 'kubectl exec -it prompt-redis-0 -n prompt-redis -- redis-cli\n127.0.0.1:6379> ping\nPONG'],
  ['create-stream', 'XGROUP CREATE instrument:hsc hsc_consumer_group $ mkstream', 'hsc'],
  ['create-stream', 'XGROUP CREATE instrument:latiss latiss_consumer_group $ mkstream', 'latiss'],
  ['create-stream', 'XGROUP CREATE instrument:lsstcam lsstcam_consumer_group $ mkstream', 'lsstcam'],
  ['delete-stream', 'DEL instrument:lsstcam', 'lsstcam'],
  ['message-statistics', 'XINFO GROUPS instrument:lsstcam', 'lsstcam'],
  ['pending-messages', 'XPENDING instrument:lsstcam lsstcam_consumer_group', 'lsstcam'],
  ['in-flight', 'XPENDING instrument:lsstcam lsstcam_consumer_group'],
  ['restart', 'kubectl rollout restart statefulset prompt-redis -n prompt-redis'],
];

test('every command of the procedures is a step, to the letter', () => {
  for (const [id, command, instrument] of commands) {
    const step = stepOf(id);
    assert.equal(step.kind, 'runnable');
    const runs = step.kind === 'runnable' && step.language === 'redis' ? redisLines(step.source, { INSTRUMENT: instrument ?? '' }).map((line) => line.text).join('\n') : sourceOf(step);
    assert.equal(runs, command, id);
  }
});

test('what the procedures say besides commands is there', () => {
  for (const fact of [
    '#lsstcam-prompt-processing', '#dm-prompt-processing', 'Phalanx', 'ArgoCD', 'catch-up service', 'vCluster', 'Next Visit Fan Out',
    'https://github.com/lsst-sqre/charts/releases', 'https://github.com/lsst-sqre/phalanx/blob/main/applications/prompt-redis/Chart.yaml#L10',
    '704', '72', '"1740691320501-1"', '(integer) 9', 'KEDA', 'Refresh and Sync', 'during observing',
  ]) assert.ok(text.includes(fact), fact);
});

test('it shows each kind of block', () => {
  const { steps } = runbook;
  const runnable = steps.flatMap((step) => (step.kind === 'runnable' ? step : []));
  for (const language of ['bash', 'redis', 'console']) assert.ok(runnable.some((step) => step.language === language), language);
  for (const kind of ['file', 'manual']) assert.ok(steps.some((step) => step.kind === kind), kind);
  for (const effect of ['read', 'change', 'destroy']) assert.ok(runnable.some((step) => step.effect === effect), effect);
  for (const key of ['interactive', 'background', 'expect', 'confirm'] as const) assert.ok(runnable.some((step) => step[key]), key);
  for (const key of ['needs', 'only'] as const) assert.ok(runnable.some((step) => step[key].length > 0), key);
  assert.ok(runnable.some((step) => step.exit.includes(1)), 'exit');
  assert.ok(runnable.every((step) => step.title !== ''), 'every step has a title');
});

test('in page order each step finds the steps it needs above it', () => {
  const seen = new Set<string>();
  for (const step of runbook.steps) {
    if (step.kind === 'runnable') for (const id of step.needs) assert.ok(seen.has(id), `${step.id} needs ${id}`);
    seen.add(step.id);
  }
});

test('links inside the page lead to a heading', () => {
  const slugs = new Set(runbook.steps.map(({ procedure }) => procedure));
  for (const [, anchor = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(slugs.has(anchor), anchor);
});

function stepOf(id: string): Step {
  const step = runbook.steps.find((one) => one.id === id);
  assert.ok(step, id);
  return step;
}

function sourceOf(step: Step): string {
  return step.kind === 'manual' ? step.title : step.source;
}
