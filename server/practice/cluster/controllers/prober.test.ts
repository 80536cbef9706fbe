import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container } from '../pod.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { Prober, type ProberDeps } from './prober.ts';

const every = { periodSeconds: 10, failureThreshold: 2, successThreshold: 1 };
const command = (name: string) => ({ exec: { command: [name] }, ...every });

/** A container whose probes answer what the test says. */
function bed(probes: Partial<Container>) {
  const clock = manualClock(0);
  const told: string[] = [];
  const answers: Record<string, boolean> = {};
  const asked: string[] = [];
  const deps: ProberDeps = {
    clock, leastPause: 0,
    run: ([name = '']) => {
      asked.push(`${name} ${clock.now() / 1000}`);
      return Promise.resolve({ ok: answers[name] ?? false, output: `${name} says no\n` });
    },
    onChange: () => { told.push(`ready=${String(prober.ready)} started=${String(prober.started)}`); },
    onUnhealthy: (kind, output) => { told.push(`${kind}: ${output}`); },
    onDead: (kind) => { told.push(`dead by ${kind}`); },
  };
  const prober: Prober = new Prober({ name: 'c', image: 'i', ...probes }, deps);
  return { clock, told, answers, asked, prober };
}

test('without commands a container is ready and started at once', async () => {
  const { prober, clock, asked } = bed({ readinessProbe: { periodSeconds: 1 }, livenessProbe: {} });
  assert.deepEqual([prober.ready, prober.started], [true, true]);
  await clock.advance(60_000);
  assert.deepEqual(asked, []);
});

test('readiness comes with the first success and goes with enough failures', async () => {
  const { prober, clock, told, answers, asked } = bed({ readinessProbe: { ...command('ready'), initialDelaySeconds: 5 } });
  assert.equal(prober.ready, false);
  await clock.advance(16_000);
  assert.deepEqual(asked, ['ready 5', 'ready 15']);
  answers['ready'] = true;
  await clock.advance(10_000);
  assert.equal(prober.ready, true);
  answers['ready'] = false;
  await clock.advance(10_000);
  assert.equal(prober.ready, true, 'one failure is not enough');
  await clock.advance(10_000);
  assert.deepEqual(told, ['Readiness: ready says no', 'Readiness: ready says no', 'ready=true started=true', 'Readiness: ready says no', 'Readiness: ready says no', 'ready=false started=true']);
});

test('liveness kills once, after enough failures in a row', async () => {
  const { clock, told, answers, asked } = bed({ livenessProbe: command('alive') });
  answers['alive'] = true;
  await clock.advance(15_000);
  answers['alive'] = false;
  await clock.advance(60_000);
  assert.deepEqual(told, ['Liveness: alive says no', 'Liveness: alive says no', 'dead by Liveness']);
  assert.deepEqual(asked, ['alive 0', 'alive 10', 'alive 20', 'alive 30']);
});

test('until a container has started nothing else is asked', async () => {
  const { prober, clock, told, answers, asked } = bed({ startupProbe: command('up'), readinessProbe: command('ready') });
  answers['ready'] = true;
  await clock.advance(5_000);
  assert.deepEqual([prober.started, prober.ready], [false, false]);
  answers['up'] = true;
  await clock.advance(6_000);
  assert.deepEqual([prober.started, prober.ready], [true, true]);
  assert.deepEqual(asked, ['up 0', 'up 10', 'ready 10']);
  assert.deepEqual(told, ['Startup: up says no', 'ready=false started=true', 'ready=true started=true']);
});

test('a container that does not start in time is ended, and one that ended is asked no more', async () => {
  const dead = bed({ startupProbe: command('up') });
  await dead.clock.advance(60_000);
  assert.equal(dead.told.at(-1), 'dead by Startup');
  assert.equal(dead.asked.length, 2);
  const ended = bed({ livenessProbe: command('alive') });
  ended.prober.end();
  await ended.clock.advance(60_000);
  assert.deepEqual(ended.asked, []);
});
