/**
 * A whole runner in this process, on folders of its own, for tests: real sandboxes, real terminals, and in the
 * environment's place endpoints that a test gives.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import { newRunId, type RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { pathsOf, makeFolders, type Paths } from '../config/paths.ts';
import { createLog } from '../log.ts';
import { systemClock } from '../clock.ts';
import { findLimits, forgetLimits } from '../sandbox/limits.ts';
import { makeStage } from '../sandbox/stage.ts';
import { findTools } from '../sandbox/tools.ts';
import { carryOutWith } from './carry-out.ts';
import type { Endpoints, OpenEndpoints } from './endpoints/endpoints.ts';
import { Host } from './host.ts';
import { openJournals } from './journal/journal.ts';
import { type Files, openFiles } from './files/files.ts';
import type { OutputLimits } from './live-run.ts';
import type { RunnerStep, RunRequest } from './protocol.ts';
import { removeMemory } from './memory.ts';
import { type FactsOptions, openFacts } from './workspace/facts.ts';
import { type Room, roomOf } from './workspace/room.ts';
import { openWorkspaces } from './workspace/workspace.ts';

export interface Trial {
  host: Host;
  files: Files;
  /** what somebody's workspace is like */
  facts(person: string, environment: string): Promise<WorkspaceFacts>;
  paths: Paths;
  /** whether this machine limits processes and memory of a run */
  isLimited: boolean;
  /** folders of the groups that limit runs, one below each a run */
  groups: readonly string[];
  /** Takes a step and what else differs from a plain one; gives the request. */
  request(step: Partial<RunnerStep>, rest?: Partial<RunRequest>): RunRequest;
  /** Starts it and waits for its end; gives the record and all output. */
  run(step: Partial<RunnerStep>, rest?: Partial<RunRequest>): Promise<{ run: Run; output: string; bytes: Buffer }>;
  /** Waits for a run's end. */
  end(id: RunId): Promise<Run>;
  /** Waits until a run's output so far satisfies; gives it. Throws after a minute. */
  until(id: RunId, satisfies: (output: string, run: Run) => boolean): Promise<string>;
  close(): Promise<void>;
}

export const noEndpoints: Endpoints = { contexts: [], forwards: [], hosts: null, redis: {}, sql: null, variables: {}, files: {}, secrets: [], programs: null, close: () => undefined };
/** On a machine that is busy with others: what is waited for comes, or never does. */
const patienceMs = 60_000;
/** How much of a run's output an error tells, its end. */
const toldCharacters = 2_000;

function request(step: Partial<RunnerStep>, rest: Partial<RunRequest> = {}): RunRequest {
  return {
    run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null,
    size: { cols: 80, rows: 24 }, ...rest,
    step: {
      runbook: 'trial', id: 'step', digest: '', title: 'A step', language: 'bash', source: '', interactive: false, background: false,
      timeout: 60, exit: [0], expect: null, mask: null, effect: 'read', ...step,
    },
  };
}

/** Takes endpoints for every run, none when left out; gives the trial. */
export function openTrial(openEndpoints: OpenEndpoints = () => Promise.resolve(noEndpoints), output: OutputLimits = { bytes: 1024 ** 3, disk: null }, most: FactsOptions['most'] = {}, room: Room = roomOf(4096)): Trial {
  const data = mkdtempSync('/tmp/handrail-trial-');
  const paths = pathsOf(data);
  makeFolders(paths);
  const stage = join(paths.runtime, 'stage');
  const folder = join(paths.runtime, 'runs');
  mkdirSync(folder, { mode: 0o700 });
  makeStage(stage);
  const limits = findLimits(`handrail-trial-${process.pid}`);
  const workspaces = openWorkspaces(paths, process.getuid?.() === 0);
  const log = createLog('silent', 'trial');
  const tools = findTools();
  const facts = openFacts({ tools, stage, folder, proof: { level: 'limited', why: '', walls: [] }, most });
  const host = new Host({
    journals: openJournals(paths.journals), proof: { level: 'limited', why: '', walls: [] }, missing: tools.missing, output, now: Date.now,
    carryOut: carryOutWith({ tools, stage, folder, limits, standby: null, workspaces, facts, openEndpoints, lookMs: 500, room, log }),
    resetWorkspace: workspaces.reset, resetWorld: () => Promise.resolve(), practice: () => Promise.resolve(null),
  });
  const all = (id: RunId) => Buffer.from(host.output(id, 0, Number.MAX_SAFE_INTEGER));
  const end = (id: RunId) => new Promise<Run>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the run has not ended: ${JSON.stringify(host.get(id))} ${all(id).toString().slice(-toldCharacters)}`)), 2 * patienceMs);
    const settle = (run: Run | null) => {
      if (run?.id !== id || run.endedAt === null) return;
      clearTimeout(late);
      stop();
      resolve(run);
    };
    const stop = host.onRun(settle);
    settle(host.get(id));
  });
  return {
    host, files: openFiles({ tools, stage, folder, workspaces, proof: { level: 'limited', why: '', walls: [] } }), paths, request, end, facts: (person, environment) => facts(workspaces.open(person, environment)), isLimited: 'roots' in limits, groups: 'roots' in limits ? limits.roots : [],
    async run(step, rest) {
      const { id } = host.start(request(step, rest));
      const run = await end(id);
      const bytes = all(id);
      return { run, bytes, output: bytes.toString().replaceAll('\r\n', '\n') };
    },
    async until(id, satisfies) {
      for (const late = Date.now() + patienceMs; ;) {
        const output = all(id).toString();
        const run = host.get(id);
        if (run !== null && satisfies(output, run)) return output;
        if (Date.now() > late) throw new Error(`it did not come to that: ${JSON.stringify(run)} ${output.slice(-toldCharacters)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async close() {
      await host.close('the trial is over');
      await forgetLimits(limits);
      removeMemory(paths.runtime);
      for (const path of [data, paths.runtime]) rmSync(path, { recursive: true, force: true });
    },
  };
}
