/**
 * Proves at the runner's start what this machine's sandbox gives, by trying from inside what no step may do. Below
 * `contained` nothing runs.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sandboxCommand } from './argv.ts';
import { groupLimits, makeGroup, type LimitGroup, type Limits } from './limits.ts';
import { inside } from './layout.ts';
import { signalAll, treeOf } from './processes.ts';
import { installCommand, type Tools } from './tools.ts';

export type Level = 'contained' | 'limited' | 'none';

export interface Proof {
  level: Level;
  /** why it is no better; empty when it is the best */
  why: string;
}

export interface SelfTest {
  tools: Tools;
  /** made by `makeStage` */
  stage: string;
  /** a folder of ours to put the test's files in */
  folder: string;
  /** user that sandboxes become; null when not started by root */
  uid: number | null;
  limits: Limits | { why: string };
}

const testTimeout = 15_000;
/** Processes that the test may have; it tries more than twice as many. */
const fewProcesses = 40;
const tries = 100;

/** Takes what a sandbox is made of; gives the level it proved, and why no better. Never throws. */
export async function proveSandbox(test: SelfTest): Promise<Proof> {
  if (test.tools.missing.length > 0) {
    return { level: 'none', why: `${test.tools.missing.join(', ')} missing. Install: ${installCommand(test.tools.missing)}.` };
  }
  const folder = mkdtempSync(join(test.folder, 'test-'));
  const group = 'roots' in test.limits ? makeGroup(test.limits, `test-${process.pid}`, { ...groupLimits, processes: fewProcesses }) : null;
  try {
    return judge(await tryInside(test, folder, group), test);
  } catch (error) {
    return { level: 'none', why: `The sandbox could not be tested: ${(error as Error).message}.` };
  } finally {
    group?.kill();
    void group?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes what the test printed; gives the level. */
export function judge(output: string, { limits, uid }: Pick<SelfTest, 'limits' | 'uid'>): Proof {
  const failed = [...output.matchAll(/^fails: (.*)$/gm)].map((match) => match[1] ?? '');
  if (failed.length > 0) return { level: 'none', why: `The sandbox does not hold: ${failed.join('; ')}.` };
  if (!/^done$/m.test(output)) return { level: 'none', why: `The sandbox did not start: ${output.trim().slice(-500) || 'it printed nothing'}.` };
  const processes = Number(/^processes: (\d+)$/m.exec(output)?.[1]);
  if ('why' in limits) {
    return uid === null
      ? { level: 'contained', why: `${limits.why} And only root can give each workspace a user of its own.` }
      : { level: 'limited', why: `Processes are limited by a user for each workspace, memory is not. ${limits.why}` };
  }
  if (processes > fewProcesses) return { level: 'contained', why: `The limit of processes does not hold: ${processes} ran where ${fewProcesses} may.` };
  return { level: 'limited', why: '' };
}

async function tryInside(test: SelfTest, folder: string, group: LimitGroup | null): Promise<string> {
  const token = `canary-${randomBytes(8).toString('hex')}`;
  const listener = await listen();
  const witness = spawn('/bin/sleep', ['20'], { argv0: `${token}-process`, stdio: 'ignore' });
  const open = openSync(writeCanary(folder), 'r');
  try {
    const port = (listener.address() as AddressInfo).port;
    const { file, args } = sandboxCommand(planOf(test, folder, group, [join(folder, 'canary'), String(port), token, String(tries)]));
    // The canaries go in with the launcher, as a careless runner would pass them on.
    const child = spawn(file, args, { cwd: '/', env: { CANARY: `${token}-environment` }, stdio: ['ignore', 'pipe', 'pipe', open, open] });
    return await outputOf(child);
  } finally {
    closeSync(open);
    witness.kill('SIGKILL');
    listener.close();
  }
}

function planOf(test: SelfTest, folder: string, group: LimitGroup | null, args: string[]) {
  const step = join(folder, 'step');
  const workspace = join(folder, 'workspace');
  for (const path of [step, workspace]) mkdirSync(path);
  writeFileSync(join(step, 'state'), '');
  copyFileSync(join(import.meta.dirname, 'self-test.sh'), join(step, 'self-test.sh'));
  chmodSync(join(step, 'self-test.sh'), 0o644);
  chmodSync(step, 0o755);
  if (test.uid !== null) for (const path of [workspace, join(step, 'state')]) chownSync(path, test.uid, test.uid);
  return {
    tools: test.tools, stage: test.stage, uid: test.uid, step, workspace, home: null, forwards: [], links: [], interactive: false,
    cgroups: group?.processFiles ?? [],
    command: [test.tools.bash, '--noprofile', '--norc', `${inside.step}/self-test.sh`, ...args],
  };
}

function writeCanary(folder: string): string {
  const canary = join(folder, 'canary');
  writeFileSync(canary, 'a file of the server');
  return canary;
}

function listen(): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      signalAll(treeOf(child.pid ?? 0).slice(0, 1), 'SIGKILL');
      output += '\nit took too long';
    }, testTimeout);
    const take = (chunk: Buffer) => { output += chunk.toString(); };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
