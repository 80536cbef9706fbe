/**
 * Runs a script of a scenario: in a sandbox like a step's, as administrator of one world, with its six contexts, its front
 * door and its tools, and nothing else of this machine. Bounded in time, output, memory and processes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import { type Forward, sandboxCommand } from '../../sandbox/argv.ts';
import { inside, user } from '../../sandbox/layout.ts';
import { type LimitGroup, type Limits, makeGroup } from '../../sandbox/limits.ts';
import { untilListening } from '../../sandbox/ready.ts';
import { removeTree } from '../../sandbox/remove-tree.ts';
import { type FrontDoor, siteAccess } from '../../sandbox/site-access.ts';
import { findTools, installCommand, type Tools } from '../../sandbox/tools.ts';
import { makeStage } from '../../sandbox/stage.ts';

export interface ScriptWorld {
  /** unix socket of the world's API */
  socket: string;
  contexts: readonly { name: string; namespace: string }[];
  front: FrontDoor;
  /** folder of programs that come first on the search path; null for none */
  tools: string | null;
  /** gives the token of the administrator of the world's Vault; scripts find it as VAULT_ROOT_TOKEN */
  vaultToken?: () => string;
}

export interface ScriptEnding {
  /** null when it was ended before it ended itself */
  status: number | null;
  /** what it printed on both outputs, in order */
  output: string;
  /** what ended it; null when it ended by itself */
  cut: 'time' | 'stop' | null;
}

export interface ScriptRun {
  readonly ended: Promise<ScriptEnding>;
  stop(): void;
}

/** Takes a folder with scripts, the name of one, and a world; runs it. Throws when it cannot be begun. */
export type RunScript = (folder: string, script: string, world: ScriptWorld) => Promise<ScriptRun>;

/** Milliseconds a script may take. */
const longest = 60_000;
/** Bytes of output that are kept; what comes after is not read as words any more. */
export const keptOutput = 64 * 1024;
/** Where the sandbox finds the API, on 127.0.0.1. */
const port = 6443;
/** Whom a script becomes where root runs us: like the users of workspaces, an id Debian gives to nobody. */
const scriptUser = 95_000;

/** Go's programs gather garbage at every doubling of a heap: many times in a kubectl that lives for a moment (https://go.dev/doc/gc-guide#GOGC). */
const shortLived = '800';

let runs = 0;

/**
 * Takes a short folder that is ours, for what scripts are given, the means of limits, and the milliseconds a script may
 * take; gives what runs scripts. Throws `package-missing` or `running-off` on a machine that cannot.
 */
export function prepareScripts(runtime: string, limits: Limits | null, patience = longest): RunScript {
  const tools = findTools();
  if (tools.missing.length > 0) throw new HandrailError('package-missing', { packages: tools.missing.join(', '), command: installCommand(tools.missing) });
  const stage = join(runtime, 'stage');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const why = makeStage(stage);
  if (why !== null) throw new HandrailError('running-off', { why });
  return async (folder, script, world) => {
    const place = mkdtempSync(join(runtime, 'script-'));
    let relay: Server | null = null;
    let group: LimitGroup | null = null;
    try {
      relay = await relayTo(world.socket, join(place, String(port)));
      runs += 1;
      group = limits === null ? null : makeGroup(limits, `script-${process.pid}-${runs}`);
      const run = begin({ tools, stage, place, folder, script, world, group, patience });
      const clear = async (): Promise<void> => {
        relay?.close();
        await group?.remove();
        await removeTree(place);
      };
      return { stop: run.stop, ended: run.ended.finally(clear) };
    } catch (error) {
      relay?.close();
      void group?.remove();
      rmSync(place, { recursive: true, force: true });
      throw error;
    }
  };
}

/** The world's socket is its owner's alone; where root runs us a script is another user, and gets one of its own. */
async function relayTo(socket: string, path: string): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(socket);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o666);
  return server;
}

interface Beginning {
  tools: Tools;
  stage: string;
  place: string;
  folder: string;
  script: string;
  world: ScriptWorld;
  group: LimitGroup | null;
  patience: number;
}

function begin({ tools, stage, place, folder, script, world, group, patience }: Beginning): ScriptRun {
  const uid = process.getuid?.() === 0 ? scriptUser : null;
  const step = join(place, 'step');
  const workspace = join(place, 'workspace');
  for (const made of [step, workspace]) {
    mkdirSync(made);
    chmodSync(made, 0o755);
  }
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(step, name));
  const sites = siteAccess(world.front);
  const forwards = [{ port, socket: join(place, String(port)) }, ...sites.forwards];
  const files = { ...sites.files, main: prelude(script, tools, world, forwards), kubeconfig: kubeconfig(world.contexts), state: '' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(step, name), text);
  for (const name of readdirSync(step)) chmodSync(join(step, name), 0o644);
  if (uid !== null) for (const own of [workspace, join(step, 'state')]) chownSync(own, uid, uid);
  const { file, args } = sandboxCommand({
    tools, stage, uid, step, workspace, home: null, forwards, programs: world.tools, links: [], interactive: false,
    cgroups: group?.processFiles ?? [], command: [tools.bash, '--noprofile', '--norc', `${inside.step}/main`],
  });
  return watch(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: {}, cwd: '/' }), group, patience);
}

/** Gathers output until the script and all that holds its outputs has ended, or time is up. */
function watch(child: ChildProcess, group: LimitGroup | null, patience: number): ScriptRun {
  const kept: Buffer[] = [];
  let room = keptOutput;
  let cut: ScriptEnding['cut'] = null;
  const kill = (why: 'time' | 'stop'): void => {
    cut ??= why;
    group?.kill();
    // The first process takes the whole sandbox with it.
    child.kill('SIGKILL');
  };
  const take = (chunk: Buffer): void => {
    if (room === 0) return;
    kept.push(chunk.subarray(0, room));
    room = Math.max(0, room - chunk.length);
    if (room === 0) kept.push(Buffer.from('\n… (there was more)\n'));
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const timer = setTimeout(() => kill('time'), patience);
  const ended = new Promise<ScriptEnding>((resolve) => {
    const end = (status: number | null): void => {
      clearTimeout(timer);
      resolve({ status: cut === null ? status : null, output: Buffer.concat(kept).toString('utf8'), cut });
    };
    child.once('error', (error) => {
      take(Buffer.from(`${error.message}\n`));
      end(125);
    });
    child.once('close', end);
  });
  return { ended, stop: () => kill('stop') };
}

function prelude(script: string, tools: Tools, world: ScriptWorld, forwards: readonly Forward[]): string {
  const path = [...(world.tools === null ? [] : [inside.programs]), inside.path, ...(tools.extraPath === '' ? [] : [tools.extraPath])];
  const variables = {
    PATH: path.join(':'),
    HOME: inside.home, USER: user.name, LOGNAME: user.name, LANG: 'C.UTF-8', KUBECONFIG: `${inside.step}/kubeconfig`,
    KUBECACHEDIR: `${inside.workspace}/.kube/cache`, KUBERC: 'off', GOGC: shortLived, GIT_TERMINAL_PROMPT: '0', PAGER: 'cat', GIT_PAGER: 'cat',
    ...siteAccess(world.front).variables, ...(world.vaultToken === undefined ? {} : { VAULT_ROOT_TOKEN: world.vaultToken() }),
  };
  return [
    untilListening(forwards),
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`),
    `cd ${inside.workspace}`,
    `exec ${tools.bash} --noprofile --norc ${inside.step}/${script}`,
    '',
  ].join('\n');
}

/** No context is current: a script says which one it means. */
function kubeconfig(contexts: ScriptWorld['contexts']): string {
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Config', users: [{ name: 'administrator', user: {} }],
    clusters: contexts.map(({ name }) => ({ name, cluster: { server: `http://127.0.0.1:${port}/contexts/${name}` } })),
    contexts: contexts.map(({ name, namespace }) => ({ name, context: { cluster: name, user: 'administrator', namespace } })),
  });
}
