/**
 * A Handrail for one test: its own runner and practice, its own store and record, in a temporary folder that goes with it.
 * Nobody's own world and no server that runs are touched. What may run is decided by the very code that decides in the server.
 */
import { noApprovals } from '../approvals/approvals.ts';
import { noWalkthroughs } from '../walkthroughs/for-runs.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { HandrailError } from '../../common/errors.ts';
import { openAudit } from '../audit/log.ts';
import { systemClock as clock } from '../clock.ts';
import type { Config } from '../config/load.ts';
import { makeFolders, pathsOf } from '../config/paths.ts';
import { createLog } from '../log.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import { connectRunner, type RunnerClient } from '../runner/client.ts';
import { RunRegister } from '../runs/register.ts';
import { faultOf } from '../runs/running.ts';
import { RunStarter, type StartDeps } from '../runs/start.ts';
import { openStore } from '../store/store.ts';

export interface House {
  deps: StartDeps;
  starter: RunStarter;
  environment: Environment;
  /** fails when the runner is gone before the house is closed */
  lost: Promise<never>;
  /** over once the house is closed: then nobody waits for anything in it any more */
  closed: AbortSignal;
  /** Ends everything and leaves nothing behind. */
  close(): Promise<void>;
}

export interface HouseOptions {
  config: Config;
  catalog: Catalog;
  environments: Environments;
  environment: Environment;
}

/** A runner that starts tests its sandbox first. Milliseconds. */
const startMs = 30_000;
const retryMs = 50;

/** Takes configuration, catalog and rules; gives the house, ready. Throws what keeps steps from running on this machine. */
export async function openHouse({ config, catalog, environments, environment }: HouseOptions): Promise<House> {
  const paths = pathsOf(mkdtempSync(join(tmpdir(), 'handrail-doctest-')));
  makeFolders(paths);
  const own: Config = { ...config, paths, log: config.log === 'debug' ? 'debug' : 'warn' };
  const keeper = startKeeper(own);
  const gone = new Promise<void>((resolve) => { keeper.once('exit', () => { resolve(); }); });
  let closing = false;
  const lost = gone.then(() => {
    if (!closing) throw new HandrailError('runner-away');
    return new Promise<never>(() => undefined);
  });
  lost.catch(() => undefined);
  const endKeeper = async () => {
    closing = true;
    keeper.stdin?.end();
    await gone;
  };
  try {
    const runner = await Promise.race([connect(own), lost]);
    const fault = faultOf(await runner.hello(), environment);
    if (fault !== null) throw fault;
    const furnished = await furnish(own, runner, catalog, environments);
    const closed = new AbortController();
    const close = async () => {
      closing = true;
      closed.abort(new HandrailError('runner-away'));
      await furnished.close();
      await endKeeper();
    };
    return { deps: furnished.deps, starter: new RunStarter(furnished.deps), environment, lost, closed: closed.signal, close };
  } catch (error) {
    await endKeeper();
    throw error;
  }
}

async function furnish(config: Config, runner: RunnerClient, catalog: Catalog, environments: Environments): Promise<{ deps: StartDeps; close(): Promise<void> }> {
  const log = createLog(config.log === 'debug' ? 'debug' : 'silent', 'test');
  const store = await openStore(':memory:');
  const audit = openAudit(join(config.paths.audit, 'server.jsonl'), clock);
  const register = new RunRegister({ store, audit, runner, clock, log });
  const deployed = { current: () => catalog, require: () => catalog, problems: () => [], refresh: () => undefined, close: () => undefined };
  const close = async () => {
    await register.close();
    runner.close();
    audit.close();
    await store.close();
  };
  return { deps: { store, audit, runner, clock, log, catalog: deployed, environments: () => environments, register, approvals: noApprovals, walkthroughs: noWalkthroughs }, close };
}

function startKeeper({ paths, log }: Config): ChildProcess {
  const file = openSync(join(paths.logs, 'runner.log'), 'a', 0o600);
  const output = log === 'debug' ? 'inherit' : file;
  // In a session of its own, a Ctrl-C at the terminal does not reach it: it ends when we do.
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts')], {
    cwd: '/', detached: true, stdio: ['pipe', output, output],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, HANDRAIL_DATA: paths.data, HANDRAIL_LOG: log },
  });
  keeper.on('error', () => undefined);
  keeper.stdin?.on('error', () => undefined);
  closeSync(file);
  return keeper;
}

async function connect(config: Config): Promise<RunnerClient> {
  const log = createLog('silent', 'test');
  for (const until = Date.now() + startMs; ; await pause(retryMs)) {
    try {
      return await connectRunner({ config, log, startIfAway: false });
    } catch (error) {
      if (Date.now() > until) throw startFailure(config, error);
    }
  }
}

function startFailure({ paths }: Config, error: unknown): unknown {
  try {
    const said = readFileSync(join(paths.logs, 'runner.log'), 'utf8').trim().slice(-2_000);
    return said === '' ? error : new HandrailError('running-off', { why: said });
  } catch {
    return error;
  }
}
