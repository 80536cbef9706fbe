/**
 * The runner: owns sandboxes, terminals and journals. It outlives the server, which starts it when none answers. One runner
 * for a data folder: a second one sees the first and ends.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { makeFolders, type Paths } from '../config/paths.ts';
import { createLog, type Log } from '../log.ts';
import { findLimits, forgetLimits } from '../sandbox/limits.ts';
import { proveSandbox, type Proof } from '../sandbox/self-test.ts';
import { makeStage } from '../sandbox/stage.ts';
import { findTools } from '../sandbox/tools.ts';
import { carryOutWith } from './carry-out.ts';
import { openEndpointsWith } from './endpoints.ts';
import { openAuditLog } from './gateway/audit-log.ts';
import { Host } from './host.ts';
import { openJournals, type Journals } from './journal.ts';
import { memoryFolder } from './memory.ts';
import { Practice } from './practice.ts';
import { protocolVersion } from './protocol.ts';
import { createService } from './service.ts';
import { Standby } from './standby.ts';
import { openWorkspaces } from './workspace.ts';

/** Who is tried as in the self-test: the first of the users that workspaces get. */
const testUser = 70_000;

async function main(): Promise<void> {
  // What a run is given is read inside by another user; the folders around it are closed.
  process.umask(0o022);
  const config = loadConfig(process.env, process.cwd());
  const { paths } = config;
  const log = createLog(config.log, 'runner');
  makeFolders(paths);
  if (!(await onlyOne(paths))) return;
  const root = process.getuid?.() === 0;
  const journals = openJournals(paths.journals);
  await recordLost(journals, log);

  const practice = new Practice(config, log);
  practice.warm();
  const tools = findTools();
  const limits = findLimits(basename(paths.runtime));
  // What a run is given may hold secrets that an earlier step exported: in memory where there is one for us.
  const folder = join(memoryFolder(paths.runtime) ?? paths.runtime, 'runs');
  const { stage, proof } = await prove(paths, folder, root, { tools, limits });
  if (proof.why !== '') log.warn({ level: proof.level, why: proof.why }, 'what this machine’s sandbox gives');
  const workspaces = openWorkspaces(paths, root);
  const audit = openAuditLog(join(paths.audit, 'runner.jsonl'), Date.now);
  const standby = proof.level === 'limited' && 'roots' in limits ? new Standby({ tools, stage, root, limits, folder }) : null;
  const host = new Host({
    journals, proof, missing: tools.missing, now: Date.now,
    carryOut: carryOutWith({ tools, stage, folder, limits, standby, workspaces, openEndpoints: openEndpointsWith(practice, audit, log), now: Date.now, log }),
    resetWorkspace: workspaces.reset, resetWorld: (person) => practice.reset(person), practice: (person, ask) => practice.ask(person, ask),
  });
  const hello = { protocol: protocolVersion, pid: process.pid, level: proof.level, missing: [...tools.missing], why: proof.why };
  const service = createService({ host, hello, log });
  rmSync(paths.runnerSocket, { force: true });
  await listen(service, paths.runnerSocket);
  log.info({ pid: process.pid, level: proof.level }, 'the runner is ready');

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      service.close();
      practice.close();
      standby?.close();
      void host.close('The runner was stopped while this step ran.').then(() => forgetLimits(limits)).finally(() => process.exit(0));
    });
  }
}

/** A name in the kernel, held by the first runner until it ends, however it ends: `man 7 unix`, abstract sockets. */
async function onlyOne(paths: Paths): Promise<boolean> {
  const lock = createServer();
  lock.unref();
  return listen(lock, `\0${paths.runnerSocket}`).then(() => true, () => false);
}

/** What an earlier runner left: its runs are lost, its folders of runs that are no more are removed. */
async function recordLost(journals: Journals, log: Log): Promise<void> {
  const note = 'The process that ran this step ended before the step did. What it had printed is here; how it would have ended is not known.';
  const lost = await journals.takeUnfinished((run) => ({ ...run, state: 'lost', exitStatus: null, asExpected: false, note, endedAt: Date.now() }));
  if (lost.length > 0) log.warn({ runs: lost.map(({ id }) => id) }, 'runs of an earlier runner are lost');
}

async function prove(paths: Paths, runs: string, root: boolean, test: Pick<Parameters<typeof proveSandbox>[0], 'tools' | 'limits'>): Promise<{ stage: string; proof: Proof }> {
  const stage = join(paths.runtime, 'stage');
  if (existsSync(runs)) rmSync(runs, { recursive: true, force: true });
  mkdirSync(runs, { mode: 0o700 });
  const why = makeStage(stage);
  if (why !== null) return { stage, proof: { level: 'none', why } };
  return { stage, proof: await proveSandbox({ ...test, stage, folder: paths.runtime, uid: root ? testUser : null }) };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

await main();
