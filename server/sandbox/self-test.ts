/**
 * Proves at the runner's start what this machine's sandbox gives, by really trying from inside what no step may do. Below
 * `contained` nothing runs. What is looked for is planted outside first: a file, a workspace of another user, a process with a
 * name and a variable, sockets, open descriptors.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { limitsOfStep, sandboxCommand } from './argv.ts';
import { judge, type LimitsFound, type Proof } from './canaries.ts';
import { type GroupBounds, type LimitGroup, type Limits, limitsProcessors, makeGroup } from './limits.ts';
import { inside } from './layout.ts';
import { signalAll, treeOf } from './processes.ts';
import { selfTestCalls } from './seccomp.ts';
import { installCommand, type Tools } from './tools.ts';

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

const testTimeout = 30_000;
const mebibyte = 1024 * 1024;
/** What the test may have; it tries to get more of each. */
const few = { processes: 40, memoryBytes: 96 * mebibyte, cpus: 2 } as const satisfies GroupBounds;
/** What it is held to while it keeps a processor busy: so little that even a busy machine gives it more. */
const fewCpus = 0.02;
/** How long it may take to be held back, and how often that is looked at, in milliseconds. */
const busyMs = { most: 1_500, look: 3 } as const;
/** A high number: a program that closes the first few descriptors would miss it. */
const highDescriptor = 120;

/** Takes what a sandbox is made of; gives what it proved. Never throws. */
export async function proveSandbox(test: SelfTest): Promise<Proof> {
  const proof = await proveOnce(test);
  // A machine that is very busy may have too little to give for a limit to be met. A wall that did not hold once does not hold.
  return proof.level === 'contained' && 'roots' in test.limits && limitsProcessors(test.limits) ? await proveOnce(test) : proof;
}

async function proveOnce(test: SelfTest): Promise<Proof> {
  if (test.tools.missing.length > 0) {
    return { level: 'none', why: `${test.tools.missing.join(', ')} missing. Install: ${installCommand(test.tools.missing)}.`, walls: [] };
  }
  let folder: string | null = null;
  let group: LimitGroup | null = null;
  try {
    folder = mkdtempSync(join(test.folder, 'test-'));
    // A mount that should not be there is to be seen by whoever may read nothing either.
    chmodSync(folder, 0o711);
    const name = basename(folder);
    group = 'roots' in test.limits ? makeGroup(test.limits, name, few) : null;
    const output = await tryInside(test, folder, group);
    return judge(output, foundOf(test, output, group));
  } catch (error) {
    return { level: 'none', why: `The sandbox could not be tested: ${(error as Error).message}.`, walls: [] };
  } finally {
    group?.kill();
    void group?.remove();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a group, what counts are the processes of one user, of whom only root can give each workspace one. */
function mostProcesses(uid: number | null, group: LimitGroup | null): number {
  return group === null && uid !== null ? limitsOfStep.processes : few.processes;
}

/** What was seen of the limits. Only what was really refused counts as held. */
function foundOf({ limits, uid }: SelfTest, output: string, group: LimitGroup | null): LimitsFound {
  const started = Number(/^started (\d+)$/m.exec(output)?.[1] ?? Number.NaN);
  const most = mostProcesses(uid, group);
  const why = 'why' in limits ? limits.why : '';
  const owns = uid === null && why !== '' ? `. ${why} Only root could give each workspace a user of its own instead` : '';
  const tooMany = Number.isNaN(started) ? 'it was not tried to its end' : `${started} could be started where ${most} may${owns}`;
  const processCount = started < most ? '' : tooMany;
  if (group === null || !('roots' in limits)) return { processCount, memory: why.replace(/\.$/, ''), processors: 'that takes a cgroup too' };
  return {
    processCount,
    memory: group.ranOutOfMemory() && !/^took/m.test(output) ? '' : `${few.memoryBytes / mebibyte} MiB are its limit, and it got more`,
    processors: group.wasHeldBack() ? '' : limitsProcessors(limits) ? 'it was not held back' : 'the controller `cpu` of cgroups is not given to us',
  };
}

async function tryInside(test: SelfTest, folder: string, group: LimitGroup | null): Promise<string> {
  const token = `canary-${randomBytes(8).toString('hex')}`;
  const other = join(folder, 'other');
  mkdirSync(other, { mode: 0o755 });
  writeFileSync(join(other, 'canary'), 'a file of another workspace');
  const path = join(folder, 'canary');
  writeFileSync(path, 'a file of the server');
  const socket = join(folder, 'sock');
  const [four, six, named, abstract] = await Promise.all([
    listen({ port: 0, host: '127.0.0.1' }), listen({ port: 0, host: '::1' }).catch(() => null), listen({ path: socket }), listen({ path: `\0${token}` }),
  ]);
  const witness = spawn('/bin/sleep', ['20'], { argv0: `${token}-process`, cwd: other, env: { CANARY: `${token}-environment` }, stdio: 'ignore' });
  const open = openSync(path, 'r');
  try {
    const canaries = {
      token, file: path, folder, workspace: join(other, 'canary'), port4: portOf(four), port6: six === null ? 0 : portOf(six), socket, abstract: token,
      descriptors: limitsOfStep.descriptors, fileBytes: limitsOfStep.fileBytes,
      forks: 2 * mostProcesses(test.uid, group), memory: group === null ? 0 : 2 * few.memoryBytes,
    };
    const step = writeStep(test, folder, canaries);
    const { file, args } = sandboxCommand({
      tools: test.tools, stage: test.stage, uid: test.uid, step, workspace: join(folder, 'workspace'), home: null, forwards: [], links: [], interactive: false,
      cgroups: group?.processFiles ?? [], command: ['/usr/bin/perl', `${inside.step}/self-test.pl`],
    });
    // The canaries go in with the launcher, as a careless runner would pass them on.
    const between = Array.from({ length: highDescriptor - 4 }, () => 'ignore' as const);
    const child = spawn(file, args, { cwd: '/', env: { CANARY: `${token}-environment` }, stdio: ['ignore', 'pipe', 'pipe', open, ...between, open] });
    return await outputOf(child, () => { holdBack(test.limits, basename(folder), group, join(step, 'state')); });
  } finally {
    closeSync(open);
    witness.kill('SIGKILL');
    for (const server of [four, six, named, abstract]) server?.close();
  }
}

/** The test keeps a processor busy: it gets little of it until it was held back once, and then is told to go on. */
function holdBack(limits: SelfTest['limits'], name: string, group: LimitGroup | null, state: string): void {
  const goOn = () => { writeFileSync(state, 'on'); };
  if (group === null || !('roots' in limits) || !limitsProcessors(limits)) return goOn();
  // Nobody came into the group: nobody in it will be held back.
  if (group.processFiles.every((file) => readFileSync(file, 'utf8').trim() === '')) return goOn();
  makeGroup(limits, name, { ...few, cpus: fewCpus });
  const until = performance.now() + busyMs.most;
  const look = setInterval(() => {
    if (!group.wasHeldBack() && performance.now() < until) return;
    clearInterval(look);
    makeGroup(limits, name, few);
    goOn();
  }, busyMs.look);
}

function writeStep(test: SelfTest, folder: string, canaries: Readonly<Record<string, string | number>>): string {
  const step = join(folder, 'step');
  const workspace = join(folder, 'workspace');
  for (const path of [step, workspace]) mkdirSync(path);
  writeFileSync(join(step, 'state'), '');
  copyFileSync(join(import.meta.dirname, 'self-test.pl'), join(step, 'self-test.pl'));
  const { clone, clone3, x32, calls } = selfTestCalls(process.arch);
  const lines = [
    ...Object.entries({ ...canaries, clone, clone3, x32 }).map(([name, value]) => `${name} ${value}`),
    ...calls.map(([name, number]) => `call ${name} ${number}`),
  ];
  writeFileSync(join(step, 'canaries'), `${lines.join('\n')}\n`);
  for (const name of ['self-test.pl', 'canaries']) chmodSync(join(step, name), 0o644);
  chmodSync(step, 0o755);
  if (test.uid !== null) for (const path of [workspace, join(step, 'state')]) chownSync(path, test.uid, test.uid);
  return step;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(options: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}

/** Takes the test and who wants to hear once it says that it is busy; gives all it printed. */
function outputOf(child: ChildProcess, onBusy: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let told = false;
    const timer = setTimeout(() => {
      signalAll(treeOf(child.pid ?? 0).slice(0, 1), 'SIGKILL');
      output += '\nit took too long';
    }, testTimeout);
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (told || !/^busy$/m.test(output)) return;
      told = true;
      onBusy();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
