/**
 * From a key pressed to its echo, in an interactive `cat`: ours through page protocol, server, runner and sandbox; the
 * floor through a bare WebSocket and terminal. One key at a time, after a random pause of 10–20 ms, rounds alternating.
 */
import type { Handrail } from '../test/handrail.ts';
import { pause } from '../test/handrail.ts';
import { Viewer } from '../test/viewer.ts';
import type { Run } from '../common/run.ts';
import type { RunnableStep } from '../common/catalog/step.ts';
import { Floor } from './floor.ts';
import { percentile } from './statistics.ts';

const keys = 200;
const rounds = 3;

async function measure(press: (key: string) => void, echoed: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < keys; at++) {
    await pause(10 + Math.random() * 10);
    const began = performance.now();
    press(String.fromCharCode(97 + (at % 26)));
    await echoed();
    times.push(performance.now() - began);
    if (at % 60 === 59) {
      press('\r');
      await pause(50);
    }
  }
  return times;
}

/** Takes a running Handrail with the step `cat`; prints and gives the 95th percentiles in milliseconds. */
export async function benchKeyEcho(handrail: Handrail, cat: RunnableStep): Promise<{ ours: number; floor: number }> {
  const client = await handrail.logIn();
  const answer = await client.post('/api/runs', {
    runbook: 'fixture', step: cat.id, digest: cat.digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 30 },
  }, { 'idempotency-key': crypto.randomUUID() });
  const viewer = new Viewer(client, ((await answer.json()) as { run: Run }).run.id);
  await viewer.attach();
  await viewer.until(({ run }) => run?.state === 'running');
  await pause(500);
  using floor = await Floor.start();
  const socket = await floor.connect();
  socket.send(JSON.stringify(['/usr/bin/cat']));
  await pause(300);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(...await measure((key) => { viewer.type(key); }, () => viewer.nextFrame()));
    bare.push(...await measure((key) => { socket.send(key); }, () => new Promise((echoed) => socket.once('message', () => { echoed(); }))));
  }
  socket.close();
  await client.post(`/api/runs/${viewer.id}/stop`, {});
  viewer.cut();
  return { ours: percentile(ours, 0.95), floor: percentile(bare, 0.95) };
}
