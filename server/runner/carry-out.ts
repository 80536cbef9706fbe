/**
 * Carries one run out: its endpoints, its folder, its sandbox; then waits for its end, keeps the shell's state, judges the
 * output and records it all. Whatever goes wrong on the way ends the run with a sentence, never in silence.
 */
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConsole } from '../../common/catalog/console.ts';
import { outputMatches, transcriptMatches } from '../../common/catalog/expect.ts';
import { HandrailError } from '../../common/errors.ts';
import { isAsExpected } from '../../common/run-state.ts';
import type { Log } from '../log.ts';
import { inside } from '../sandbox/layout.ts';
import { makeGroup, groupLimits, type Limits } from '../sandbox/limits.ts';
import type { Tools } from '../sandbox/tools.ts';
import { drivers } from './drivers/driver.ts';
import type { Endpoints, OpenEndpoints } from './endpoints/endpoints.ts';
import { type ExecutionOptions, startExecution } from './execution.ts';
import type { LiveRun } from './live-run.ts';
import { hostsFile, runFiles } from './prelude.ts';
import type { RunRequest } from './protocol.ts';
import { createRedactor } from './redact/redact.ts';
import type { Standby } from './standby.ts';
import type { FactsOf } from './workspace/facts.ts';
import { type Room, watchRoom } from './workspace/room.ts';
import type { Workspace, Workspaces } from './workspace/workspace.ts';

export interface CarryOutOptions {
  tools: Tools;
  /** folder made by `makeStage` */
  stage: string;
  /** folder for what each run is given */
  folder: string;
  limits: Limits | { why: string };
  /** launchers kept waiting; null to start each when it is needed */
  standby: Standby | null;
  workspaces: Workspaces;
  openEndpoints: OpenEndpoints;
  facts: FactsOf;
  /** what a workspace and a home folder may take; left out for no bound */
  room?: Room;
  /** how often it is looked whether a sandbox outlives its step, in milliseconds; left out, as is good for a machine with many */
  lookMs?: number;
  log: Log;
}

/** Takes a run that is queued; settles when it is over and recorded. Never throws. */
export type CarryOut = (live: LiveRun) => Promise<void>;

/** Output beyond this is not looked at for what the step expects. */
const expectedWithin = 8 * 1024 * 1024;
/** The file in which a step's end is recorded, beside what the step was given. */
const record = 'record';
/** As a shell reports what could not be run. */
const couldNotRun = 125;

/** Takes what runs are made of; gives the function that carries one out. */
export function carryOutWith(options: CarryOutOptions): CarryOut {
  return async (live) => {
    // Whatever is opened is closed in the opposite order.
    const opened: (() => unknown)[] = [];
    try {
      const { person, environment, step } = live.request;
      const workspace = options.workspaces.open(person, environment);
      opened.push(step.background ? workspace.beside() : await workspace.lock());
      if (live.isEnding) return;
      if (live.request.bound !== null) opened.push(await holdToFacts(workspace, live.request.bound, step.background, options.facts));
      if (live.isEnding) return;
      live.become('starting');
      const status = await execute(live, options, workspace, opened);
      await finish(live, status);
    } catch (error) {
      const note = error instanceof Error ? error.message : 'The step could not be started.';
      options.log.warn({ run: live.request.run, why: note }, 'a run could not be carried out');
      live.print(Buffer.from(`handrail: ${note}\r\n`));
      const state = live.ending?.state ?? 'exited';
      await live.finish({ state, exitStatus: state === 'exited' ? couldNotRun : null, asExpected: false, note, endedAt: live.now() });
    } finally {
      for (const close of opened.reverse()) await closed(close, options.log);
    }
  };
}

/**
 * Takes a workspace that is locked and what it was when the run was approved; keeps it so while the run goes, and gives what
 * ends that. Throws `bound-changed`, `workspace-busy`, and what the facts throw. A background step is held to it as it begins.
 */
async function holdToFacts(workspace: Workspace, bound: string, isBackground: boolean, facts: FactsOf): Promise<() => void> {
  const release = isBackground ? () => undefined : workspace.alone();
  try {
    if ((await facts(workspace)).digest !== bound) throw new HandrailError('bound-changed');
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

interface Ended {
  status: number;
  /** a sentence on what else happened; else empty */
  note: string;
}

/** What cannot be closed is told, and keeps nobody from closing the rest. */
async function closed(close: () => unknown, log: Log): Promise<void> {
  try {
    await close();
  } catch (error) {
    log.warn({ err: error }, 'something of a run could not be closed');
  }
}

async function execute(live: LiveRun, options: CarryOutOptions, workspace: Workspace, opened: (() => unknown)[]): Promise<Ended> {
  const { request } = live;
  const folder = join(options.folder, request.run.replaceAll('-', '').slice(-16));
  mkdirSync(folder, { mode: 0o700 });
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  const endpoints = await options.openEndpoints(request, folder);
  opened.push(() => endpoints.close());
  const step = writeStep(live, options, workspace, endpoints, folder);
  if (live.ending !== null) return { status: couldNotRun, note: '' };
  const waiting = options.standby?.take() ?? null;
  const group = waiting?.group ?? ('roots' in options.limits ? makeGroup(options.limits, request.run) : null);
  opened.push(() => {
    group?.kill();
    void group?.remove();
  });
  const secrets = { pattern: request.step.mask, values: [...endpoints.secrets, ...workspace.secrets], onFound: (secret: string) => workspace.remember(secret) };
  const end = await runToEnd(live, options, { group, waiting, redactor: createRedactor(secrets) }, {
    tools: options.tools, stage: options.stage, uid: workspace.uid, step: step.folder, workspace: workspace.files, home: workspace.home,
    forwards: endpoints.forwards, hosts: endpoints.hosts === null ? null : join(step.folder, hostsFile), programs: endpoints.programs, record: join(step.folder, record), links: ['kubeconfig'], interactive: request.step.interactive, cgroups: group?.processFiles ?? [],
    command: [options.tools.bash, '--noprofile', '--norc', ...(request.step.interactive ? ['-m'] : []), `${inside.step}/main`],
  });
  const notes: string[] = [end.note];
  if (group?.ranOutOfMemory() === true) notes.push(`It ran out of memory: a step may use ${groupLimits.memoryBytes / 1024 ** 2} MiB.`);
  const given = [...Object.keys(request.parameters), ...Object.keys(endpoints.variables)];
  if (step.keepsState && !workspace.keepState(join(step.folder, 'state'), given)) {
    notes.push('The directory and variables it left could not be kept; the next step begins where this one did.');
  }
  return { status: end.status, note: sentences(...notes) };
}

function writeStep(live: LiveRun, options: CarryOutOptions, workspace: Workspace, endpoints: Endpoints, folder: string): { folder: string; keepsState: boolean } {
  const { request } = live;
  const state = workspace.state();
  const script = drivers[request.step.language]({ request, state, redis: endpoints.redis, sql: endpoints.sql });
  // One run at a time writes the shell's state: those beside the queue only read it.
  const keepsState = script.keepsState && !request.step.background;
  const files = runFiles({
    request, script: { ...script, keepsState }, state, endpoints, extraPath: options.tools.extraPath,
  });
  const step = join(folder, 'step');
  mkdirSync(step);
  for (const [name, text] of Object.entries({ ...files, [record]: '' })) {
    writeFileSync(join(step, name), text, 'latin1');
    chmodSync(join(step, name), 0o644);
  }
  // The folder above is closed to others; inside, whoever the step is reads this and writes `state`.
  chmodSync(step, 0o755);
  for (const name of workspace.uid === null ? [] : ['state', record]) chownSync(join(step, name), workspace.uid ?? 0, workspace.uid ?? 0);
  return { folder: step, keepsState };
}

function runToEnd(live: LiveRun, options: CarryOutOptions, place: Pick<ExecutionOptions, 'group' | 'waiting' | 'redactor'>, plan: ExecutionOptions['plan']): Promise<Ended> {
  const { request } = live;
  return new Promise((resolve) => {
    const execution = startExecution({
      plan, ...place, size: live.run.size, lookMs: options.lookMs,
      onOutput: (bytes) => live.print(bytes),
      onEnd: (end) => {
        clearTimeout(limit);
        stopWatching();
        resolve(end);
      },
    });
    // Node takes no longer timer than 2^31 ms, well over the longest time limit there is.
    const limit = setTimeout(() => live.endBecause({ state: 'timed-out', note: `Stopped at its time limit of ${request.step.timeout} s.` }), request.step.timeout * 1000);
    const stopWatching = options.room === undefined ? () => undefined : watchRoom({
      ...options.room, workspace: plan.workspace, home: plan.home, processes: execution.processes, onFull: (why) => { live.cutShort(why); },
    });
    live.become('running', { startedAt: live.now() });
    live.executeWith(execution);
  });
}

async function finish(live: LiveRun, { status, note }: Ended): Promise<void> {
  const { request, ending } = live;
  const endedAt = live.now();
  if (ending !== null) {
    const remote = reachesPods(request) ? 'What it had started in a pod with `kubectl exec` may still run there.' : '';
    await live.finish({ state: ending.state, exitStatus: ending.state === 'exited' ? status : null, asExpected: false, note: sentences(ending.note, remote, note), endedAt });
    return;
  }
  const matched = matches(live, request);
  const unmatched = matched === false && request.step.exit.includes(status) ? 'The output is not what the step expects.' : '';
  await live.finish({ state: 'exited', exitStatus: status, asExpected: isAsExpected('exited', status, request.step.exit, matched), note: sentences(note, unmatched), endedAt });
}

/** Null when the step expects nothing. */
function matches(live: LiveRun, request: RunRequest): boolean | null {
  const { expect, language, source } = request.step;
  if (expect === null && language !== 'console') return null;
  const output = Buffer.from(live.read(0, expectedWithin)).toString('utf8');
  if (expect !== null && !outputMatches(output, expect)) return false;
  return language === 'console' ? transcriptMatches(output, parseConsole(source)) : true;
}

function reachesPods({ step }: RunRequest): boolean {
  return step.language === 'redis' || /\bkubectl\b[^]*\bexec\b/.test(`${step.source} ${step.argv?.join(' ') ?? ''}`);
}

function sentences(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
