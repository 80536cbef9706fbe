/**
 * The practice process: practice worlds behind a control socket, for all runners of a data folder. It ends when its standard
 * input is closed and no runner holds a lease (with `--stay`: only when it is told to); its pods end with it, whatever ends
 * it, and come back as they were with their world.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chmodSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { connect, createServer as createLock } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildOf } from '../config/build.ts';
import { loadConfig } from '../config/load.ts';
import { makeFolders } from '../config/paths.ts';
import { createLog, endOnSurprise } from '../log.ts';
import { findLimits } from '../sandbox/limits.ts';
import { removeTree } from '../sandbox/remove-tree.ts';
import { createControl } from './control.ts';
import { openCertificate } from './front/certificate.ts';
import { machineImages } from './images/machine.ts';
import { Leases } from './leases.ts';
import { type Ground, prepareGround } from './pods/ground.ts';
import { loadScenarios } from './scenario/scenario.ts';
import { prepareScripts, type RunScript } from './scenario/script.ts';
import { Snapshots } from './snapshots.ts';
import { placeTools } from './tools/tools.ts';
import { openWorld } from './world.ts';
import { Worlds } from './worlds.ts';

const config = loadConfig(process.env, resolve(import.meta.dirname, '../..'));
const log = createLog(config.log, 'practice');
const { paths } = config;
makeFolders(paths);

/** A process that ends saves its worlds first. Milliseconds. */
const endingMs = 10_000;
/** A name in the kernel, held until our end (`man 7 unix`, abstract sockets). Who is ending has it, and the worlds, a moment longer. */
for (const until = Date.now() + 2 * endingMs; !(await holds(`\0${paths.practiceSocket}`)); await pause(50)) {
  const runs = await answers(paths.practiceSocket);
  if (!runs && Date.now() < until) continue;
  log.fatal({ socket: paths.practiceSocket }, `another practice process is ${runs ? 'running' : 'ending, and does not come to an end,'} for this data folder`);
  process.exit(1);
}
if (await answers(paths.practiceSocket)) {
  log.fatal({ socket: paths.practiceSocket }, 'another practice process is running for this data folder');
  process.exit(1);
}

const limits = findLimits(`${basename(paths.runtime)}-practice`);
if ('why' in limits) log.warn({ why: limits.why }, 'processes and memory of practice pods are not limited');
let ground: Ground | null = null;
/** Looked for at the first world, so that a missing package is told to whoever asked, and found once it is installed. */
function groundNow(): Ground {
  // A world's id never begins with a dot.
  ground ??= prepareGround(join(paths.worlds, '.shared'), machineImages(), 'why' in limits ? null : limits);
  return ground;
}
let scripts: RunScript | null = null;
function scriptsNow(): RunScript {
  scripts ??= prepareScripts(join(paths.runtime, 's'), 'why' in limits ? null : limits);
  return scripts;
}
const certificate = await openCertificate(join(paths.worlds, '.shared'));
const tools = placeTools(join(paths.runtime, 'tools'));
const { scenarios, mistakes } = loadScenarios(join(import.meta.dirname, 'scenarios'));
for (const mistake of mistakes) log.error({ mistake }, 'a scenario has a mistake and is left out');
const folderOf = (id: string) => join(paths.worlds, id);
const socketOf = (id: string) => join(paths.runtime, 'w', `${createHash('sha256').update(id).digest('hex').slice(0, 12)}.sock`);
// What an earlier process was removing; no world's id begins with a dot.
for (const name of readdirSync(paths.worlds).filter((each) => each.startsWith('.gone-'))) void removeTree(join(paths.worlds, name));
const worlds = new Worlds({
  folderOf,
  gone: join(paths.worlds, `.gone-${process.pid}-${Date.now()}`),
  snapshots: new Snapshots(paths.worlds),
  open: async (id) => await openWorld({ folder: folderOf(id), socket: socketOf(id), ground: groundNow(), certificate, tools, log, scenarios, runScript: scriptsNow }),
});

rmSync(paths.practiceSocket, { force: true });
const leases = new Leases(() => void end('nobody needs it any more'));
const build = buildOf();
const answer = createControl(worlds, log, () => ({ build, leases: leases.count }));
const control = createServer((request, response) => {
  if (request.url === '/lease') leases.hold(response);
  else answer(request, response);
});
control.on('error', (error) => {
  log.fatal({ err: error }, 'the control socket cannot be opened');
  process.exit(1);
});
control.listen(paths.practiceSocket, () => {
  chmodSync(paths.practiceSocket, 0o600);
  log.info({ socket: paths.practiceSocket }, 'practice is ready');
  endOnSurprise(log);
});

let ending = false;
async function end(why: string): Promise<void> {
  if (ending) return;
  ending = true;
  log.info({ why }, 'practice is ending');
  // Whatever hangs must not keep it: pods die with the process, and states are saved before them.
  setTimeout(() => process.exit(1), endingMs).unref();
  control.close();
  await worlds.close();
  control.closeAllConnections();
  if ('roots' in limits) limits.roots.forEach(removeGroup);
  process.exit(0);
}
process.on('SIGTERM', () => void end('SIGTERM'));
process.on('SIGINT', () => void end('SIGINT'));
const release = leases.take();
if (!process.argv.includes('--stay')) {
  process.stdin.on('error', release);
  process.stdin.on('close', release);
  process.stdin.resume();
}

/** Our group goes with us. One whose containers are still being cleared away stays, and is used again. */
function removeGroup(root: string): void {
  try {
    rmdirSync(root);
  } catch {
    // not empty yet
  }
}

/** Takes a name; tells whether it is ours now. */
async function holds(name: string): Promise<boolean> {
  const lock = createLock().unref();
  lock.listen(name);
  return await once(lock, 'listening').then(() => true, () => false);
}

/** Tells whether somebody listens on a socket; a file left by a killed process is no listener. */
function answers(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const trial = connect(socket);
    trial.once('connect', () => {
      trial.destroy();
      done(true);
    });
    trial.once('error', () => done(false));
  });
}
