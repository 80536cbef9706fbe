/**
 * From Run pressed to the first byte of output in the client, for `echo` in a warm workspace: ours through HTTP, policy,
 * audit, runner, sandbox and socket; the floor a bare WebSocket and terminal around the very same two-stage sandbox,
 * forwarder included. Rounds alternate.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { RunnableStep } from '../common/catalog/step.ts';
import type { RunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import { sandboxCommand } from '../server/sandbox/argv.ts';
import { inside } from '../server/sandbox/layout.ts';
import { untilListening } from '../server/sandbox/ready.ts';
import { makeStage } from '../server/sandbox/stage.ts';
import { findTools } from '../server/sandbox/tools.ts';
import type { Client } from '../test/handrail.ts';
import { Viewer } from '../test/viewer.ts';
import { Floor } from './floor.ts';
import { median } from './statistics.ts';

const rounds = 40;
const warmUp = 5;

/** Takes a logged-in client and the step `echo`; gives milliseconds from the POST to the first frame. */
async function ours(client: Client, viewer: Viewer, echo: RunnableStep): Promise<number> {
  const began = performance.now();
  const answer = await client.post('/api/runs', {
    runbook: 'fixture', step: echo.id, digest: echo.digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 30 },
  }, { 'idempotency-key': crypto.randomUUID() });
  const { id } = ((await answer.json()) as { run: Run }).run;
  viewer.follow(id);
  await viewer.until(({ offset }) => offset > 0);
  const took = performance.now() - began;
  await client.ended(id);
  return took;
}

async function bare(floor: Floor, argv: string[]): Promise<number> {
  const socket = await floor.connect();
  const first = new Promise<string>((came) => socket.once('message', (bytes: Buffer) => { came(bytes.toString()); }));
  const began = performance.now();
  socket.send(JSON.stringify(argv));
  const said = await first;
  const took = performance.now() - began;
  if (!said.startsWith('hello')) throw new Error(`the floor does not run the step: ${said}`);
  await new Promise((closed) => socket.once('close', closed));
  return took;
}

/** Takes a client of a running Handrail with the step `echo`; gives the medians in milliseconds. */
export async function benchFirstByte(client: Client, echo: RunnableStep): Promise<{ ours: number; floor: number }> {
  const folder = mkdtempSync('/tmp/hr-bench-');
  const [stage, step, workspace, socket] = ['stage', 'step', 'workspace', 'gateway'].map((name) => join(folder, name)) as [string, string, string, string];
  makeStage(stage);
  mkdirSync(step);
  mkdirSync(workspace, { mode: 0o777 });
  writeFileSync(join(step, 'state'), '');
  writeFileSync(join(step, 'script'), `${untilListening([{ port: 6443 }])}\n${echo.source}`, { mode: 0o644 });
  const gateway = createServer().listen(socket);
  const isRoot = process.getuid?.() === 0;
  const { file, args } = sandboxCommand({
    tools: findTools(), stage, uid: isRoot ? 69_999 : null, step, workspace, home: null, links: [], forwards: [{ port: 6443, socket }],
    interactive: false, cgroups: [], command: ['/bin/bash', '--noprofile', '--norc', `${inside.step}/script`],
  });
  const viewer = new Viewer(client, '' as RunId);
  await viewer.attach();
  using floor = await Floor.start();
  const times = { ours: [] as number[], floor: [] as number[] };
  for (let round = -warmUp; round < rounds; round++) {
    const [one, other] = [await ours(client, viewer, echo), await bare(floor, [file, ...args])];
    if (round < 0) continue;
    times.ours.push(one);
    times.floor.push(other);
  }
  viewer.cut();
  gateway.close();
  rmSync(folder, { recursive: true, force: true });
  return { ours: median(times.ours), floor: median(times.floor) };
}
