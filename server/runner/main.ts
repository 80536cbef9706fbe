/**
 * The runner: owns sandboxes, terminals and journals. It outlives the server, which starts it when none answers. One runner
 * takes the new runs of a data folder: a second one of the same build sees the first and ends; one of another build tells
 * the first to drain and takes over (generation.ts). SIGHUP drains too; SIGTERM and SIGINT end it, and its runs with it.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { Choices } from '../../common/choices.ts';
import { buildOf } from '../config/build.ts';
import { type Config, loadConfig } from '../config/load.ts';
import { makeFolders, type Paths } from '../config/paths.ts';
import { createLog, endOnSurprise, type Log } from '../log.ts';
import { findLimits, forgetLimits } from '../sandbox/limits.ts';
import type { Proof } from '../sandbox/canaries.ts';
import { proveSandbox } from '../sandbox/self-test.ts';
import { makeStage } from '../sandbox/stage.ts';
import { findTools } from '../sandbox/tools.ts';
import { carryOutWith } from './carry-out.ts';
import { openDiskGate } from './journal/disk-gate.ts';
import { openEndpointsWith } from './endpoints/endpoints.ts';
import { openOwnEnvironments } from './endpoints/environments.ts';
import { type Files, openFiles } from './files/files.ts';
import { type AuditLog, openAuditLog } from './gateway/audit-log.ts';
import { type Lock, type Place, takePlace } from './generations/generation.ts';
import { Host } from './host.ts';
import { keepHouseHourly } from './workspace/housekeeping.ts';
import { type Journals, openJournals } from './journal/journal.ts';
import { type ChoicesAsked, readChoices } from './live/choices.ts';
import type { PanelWatchGround } from './live/panel-watch.ts';
import { openReadersWith } from './live/reader.ts';
import { Practice } from './practice.ts';
import { oldestProtocol, protocolVersion } from './protocol.ts';
import { createService, type Service } from './service.ts';
import { Standby } from './standby.ts';
import { comeAfter, OwnStanding } from './generations/standing.ts';
import { clearPlace, forgetPlace, leaveNote, sweep } from './generations/sweep.ts';
import { openFacts } from './workspace/facts.ts';
import { roomOf } from './workspace/room.ts';
import { openWorkspaces } from './workspace/workspace.ts';

/** Who is tried as in the self-test: the first of the users that workspaces get. */
const testUser = 70_000;

/** What a runner is made of, before anybody may ask it. */
interface Ready {
  host: Host;
  files: Files;
  facts(person: string, environment: string): Promise<WorkspaceFacts>;
  choices(asked: ChoicesAsked): Promise<Choices>;
  panels: PanelWatchGround;
  proof: Proof;
  missing: readonly string[];
  /** Ends every run and gives back all there is. */
  close(): Promise<void>;
}

async function main(): Promise<void> {
  // What a run is given is read inside by another user; the folders around it are closed.
  process.umask(0o022);
  const config = loadConfig(process.env, resolve(import.meta.dirname, '../..'));
  const { paths } = config;
  const log = createLog(config.log, 'runner');
  makeFolders(paths);
  const build = buildOf();
  const first = await comeAfter(paths, build, false);
  if (first === 'same') {
    log.info('a runner of this build is there already');
    process.exit(0);
  }
  const place = await takePlace(paths);
  const journals = openJournals(paths.journals, place.generation, log);
  const lost = [...await clearPlace(place, journals, Date.now), ...await sweep(paths, journals, Date.now)];
  if (lost.length > 0) log.warn({ runs: lost.map(({ id }) => id) }, 'runs of an earlier runner are lost');
  const audit = openAuditLog(place.audit, Date.now);
  const { host, files, facts, choices, panels, proof, missing, close } = await prepare(config, { place, journals, audit }, log);
  const lock = first === 'older' ? await succeed(paths, build, proof, log) : first;
  let service: Service | null = null;
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    service?.close();
    void close().finally(() => process.exit(0));
  };
  if (lock === null) return end();
  const standing = new OwnStanding({
    paths, place, lock, log, end,
    hello: { protocol: protocolVersion, oldest: oldestProtocol, build, generation: place.generation, pid: process.pid, level: proof.level, missing: [...missing], why: proof.why, walls: proof.walls },
    going: () => host.going().length, tell: (event) => { service?.tell(event); }, sweep: () => sweep(paths, journals, Date.now),
  });
  service = createService({ host, files, facts, choices, panels, standing, log, chain: () => ({ generation: place.generation, ...audit.head }) });
  service.server.listen(place.socket);
  await once(service.server, 'listening');
  log.info({ pid: process.pid, level: proof.level, generation: place.generation, build }, 'the runner is ready');
  endOnSurprise(log);
  standing.watch();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  process.on('SIGHUP', () => { standing.drain(); });
}

/** Takes over from the runner that is there; gives null when that one had better go on. */
async function succeed(paths: Paths, build: string, proof: Proof, log: Log): Promise<Lock | null> {
  if (proof.level === 'none') {
    log.error({ why: proof.why }, 'no step could run in this runner, so the one that is there goes on');
    return null;
  }
  const lock = await comeAfter(paths, build, true);
  if (typeof lock !== 'string') return lock;
  log.info('another runner of this build has taken over already');
  return null;
}

async function prepare(config: Config, { place, journals, audit }: { place: Place; journals: Journals; audit: AuditLog }, log: Log): Promise<Ready> {
  const { paths } = config;
  const root = process.getuid?.() === 0;
  const practice = new Practice(config, log, { isIdle: (): boolean => host.going().length === 0 });
  practice.warm();
  const tools = findTools();
  const limits = findLimits(place.group);
  leaveNote(place, limits);
  const { runs: folder, stage } = place;
  const proof = await prove(paths, place, root, { tools, limits });
  if (proof.why !== '') log.warn({ level: proof.level, why: proof.why }, 'what this machine’s sandbox gives');
  const workspaces = openWorkspaces(paths, root);
  const environments = openOwnEnvironments(config.environments, log);
  const facts = openFacts({ tools, stage, folder, proof });
  const standby = proof.level === 'limited' && 'roots' in limits ? new Standby({ tools, stage, root, limits, folder }) : null;
  const openEndpoints = openEndpointsWith({ practice, environments, audit, log });
  const openReader = openReadersWith({ openEndpoints, folder });
  const host: Host = new Host({
    journals, proof, missing: tools.missing, now: Date.now,
    carryOut: carryOutWith({ tools, stage, folder, limits, standby, workspaces, facts, room: roomOf(config.keeping.maxWorkspaceMiB), openEndpoints, log }),
    output: { chain: () => ({ generation: place.generation, ...audit.head }), bytes: config.keeping.maxOutputMiB * 1024 ** 2, disk: openDiskGate({ folders: [paths.data], leastMiB: config.keeping.minFreeMiB }) },
    resetWorkspace: workspaces.reset, resetWorld: (person) => practice.reset(person), practice: (person, ask) => practice.ask(person, ask),
  });
  const keptIn = (name: string) => {
    const keep = environments.current().get(name)?.keep;
    return { days: keep?.days ?? config.keeping.outputDays, bytes: keep?.size ?? null };
  };
  const stopKeeping = keepHouseHourly({ journals, workspaces, audit, generation: place.generation, keeping: config.keeping, keptIn, now: Date.now, log });
  return {
    host, proof, missing: tools.missing, files: openFiles({ tools, stage, folder, workspaces, proof }),
    facts: (person, environment) => facts(workspaces.open(person, environment)),
    panels: { openReader, log, now: Date.now, all: new Set(), holds: (name, rules) => environments.current().get(name)?.digest === rules },
    choices: (asked) => readChoices({ openReader, now: Date.now, random: randomBytes }, asked),
    async close() {
      stopKeeping();
      practice.close();
      environments.close();
      standby?.close();
      await host.close('The runner was stopped while this step ran.');
      audit.close();
      await forgetLimits(limits);
      forgetPlace(place);
    },
  };
}

async function prove(paths: Paths, { runs, stage }: Place, root: boolean, test: Pick<Parameters<typeof proveSandbox>[0], 'tools' | 'limits'>): Promise<Proof> {
  mkdirSync(runs, { mode: 0o700 });
  const why = makeStage(stage);
  if (why !== null) return { level: 'none', why, walls: [] };
  return await proveSandbox({ ...test, stage, folder: paths.runtime, uid: root ? testUser : null });
}

await main();
