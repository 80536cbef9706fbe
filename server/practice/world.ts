/**
 * One person's world: its contexts behind one unix socket, its time, and the scenario it is in. It is a light shell; a
 * context's cluster is opened by the first request that needs it, and sleeps when nobody has needed it for a while.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClockGlance, Glance } from '../../common/practice.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import type { FrontDoor } from '../sandbox/site-access.ts';
import { WorldClock } from './clock.ts';
import { ensureScheduler } from './database/scheduler.ts';
import type { Certificate } from './front/certificate.ts';
import { type Front, openFront } from './front/front.ts';
import type { Site } from './front/site.ts';
import { sitesOf } from './front/sites.ts';
import { glanceAt } from './glance.ts';
import type { Ground } from './pods/ground.ts';
import { ScenarioEngine } from './scenario/engine.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { RunScript } from './scenario/script.ts';
import { contexts as seeds } from './seed/contexts.ts';
import { seedSecrets } from './vault/seed.ts';
import { rootToken } from './vault/store.ts';
import { openWorldApi, type WorldApi } from './world-api.ts';
import { WorldContexts } from './world-contexts.ts';

export interface World {
  /** unix socket of its Kubernetes API */
  readonly socket: string;
  readonly contexts: readonly { name: string; namespace: string }[];
  /** its front door, and the certificate to trust there (PEM) */
  readonly front: FrontDoor;
  /** folder of programs for sandboxes; null for none */
  readonly tools: string | null;
  /** file that says how its time goes: our time, its time (Unix ms) and its rate, as `WorldClock` writes them */
  readonly time: string;
  readonly clock: {
    /** Lets time pass, like WorldClock's, when every context that has ever been opened is awake: CronJobs of one that sleeps start nothing. */
    pass(ms: number, inMs: number): Promise<void>;
  };
  readonly scenarios: Pick<ScenarioEngine, 'list' | 'start' | 'check' | 'hint' | 'busy'>;
  /** Tells what runs and what is wrong; wakes nothing. */
  glance(): Glance;
  /** Names of the contexts that are awake. */
  readonly awake: readonly string[];
  /** Takes names of contexts; wakes those of them that have ever been opened in this world. */
  wake(names: readonly string[]): Promise<void>;
  /** Takes what to do while everything is saved and asleep; whoever needs something meanwhile waits. */
  rest<T>(act: () => Promise<T>): Promise<T>;
  /** Saves everything and ends; a world opened in the same folder goes on from there. */
  close(): Promise<void>;
  /** Ends at once and saves nothing. */
  discard(): Promise<void>;
}

export interface WorldOptions {
  folder: string;
  socket: string;
  ground: Ground;
  certificate: Certificate;
  tools: string | null;
  log: Log;
  scenarios: ReadonlyMap<string, Scenario>;
  runScript: () => RunScript;
  /** milliseconds without request, watch or exec after which a context sleeps */
  idleAfter?: number;
}

/** Somebody who comes back from lunch finds their world as it was all the same; only its processes were away. */
const usualIdle = 30 * 60_000;
/** A scenario that nobody has solved for so long keeps nothing awake any more, in milliseconds. */
const scenarioAwake = 12 * 3_600_000;

/** Takes a folder, a socket and what pods share; gives the world as it was left in the folder, or a new one. Opens no context. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, socket, ground, certificate, tools, log, idleAfter = usualIdle } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  moveOld(folder);
  const clock = new WorldClock(folder);
  ensureScheduler(folder, clock.now());
  const contexts = new WorldContexts({ seeds, folder, sockets: socket, clock, parts: { ground, log } });
  const place = {
    socket, contexts: seeds.map(({ name, namespace }) => ({ name, namespace })),
    front: { socket: `${socket}.front`, certificate: certificate.authority }, tools,
    time: clock.file,
  };
  const vaultToken = (): string => rootToken({ folder, seed: seedSecrets, now: () => clock.now() });
  const scenarios = new ScenarioEngine({ ...options, world: { ...place, vaultToken }, now: Date.now });
  let api: WorldApi | null = null;
  let front: Front;
  try {
    api = await openWorldApi(contexts, socket, log);
    front = await openFront({ socket: place.front.socket, certificate, sites: sitesOf(contexts.parts).map((site) => waiting(site, contexts)), log });
  } catch (error) {
    await api?.stop().ended;
    clock.close();
    throw error;
  }
  const sweep = setInterval(() => {
    if (clock.rate !== 1 || keepsAwake(scenarios)) return;
    contexts.sleepIdle(idleAfter).catch((error: unknown) => { log.error({ err: error, folder }, 'a context could not be put to sleep as it should'); });
  }, Math.max(100, idleAfter / 30)).unref();
  let ended = false;
  const pass = async (ms: number, inMs: number): Promise<void> => {
    await contexts.wake(contexts.known);
    // The folder may be another world's by now.
    if (ended) throw new HandrailError('practice-refused', { why: 'The practice world was closed meanwhile. Ask again.' });
    clock.pass(ms, inMs);
  };
  const end = async (how: 'sleep' | 'discard'): Promise<void> => {
    ended = true;
    clearInterval(sweep);
    scenarios.close();
    const stopping = api.stop();
    try {
      await front.close();
      await contexts.end(how);
    } finally {
      // Commands have ended and said so; what is still open now, watches and whoever does not listen, is cut.
      stopping.cut();
      await stopping.ended;
      clock.close();
    }
  };
  return {
    ...place,
    clock: { pass },
    scenarios,
    get awake() { return contexts.awake; },
    wake: (names) => contexts.wake(contexts.known.filter((name) => names.includes(name))),
    glance: () => ({ contexts: contexts.glance().map((context) => glanceAt(context, clock.now())), clock: clockGlance(clock), scenario: scenarios.current }),
    rest: (act) => contexts.rest(act),
    close: () => end('sleep'),
    discard: () => end('discard'),
  };
}

/** A scenario that somebody works at, or that is just being started or checked. */
function keepsAwake({ current, busy }: ScenarioEngine): boolean {
  return busy || (current?.solvedAt === null && current.failed === null && Date.now() - current.startedAt < scenarioAwake);
}

/** A site works with the world's files: not while the world rests. */
function waiting(site: Site, contexts: WorldContexts): Site {
  return {
    ...site,
    async handle(request, response) {
      const leave = await contexts.enter();
      response.once('close', leave);
      if (response.closed) leave();
      else await site.handle(request, response);
    },
  };
}

function clockGlance(clock: WorldClock): ClockGlance {
  return { now: Math.round(clock.now()), rate: clock.rate, ahead: Math.round(clock.ahead), left: Math.round(clock.left) };
}

/** Worlds once kept their clusters side by side in their own folder. */
function moveOld(folder: string): void {
  for (const { name } of seeds) {
    const old = join(folder, name);
    if (!existsSync(old)) continue;
    const place = join(folder, 'clusters', name);
    mkdirSync(join(folder, 'clusters'), { recursive: true, mode: 0o700 });
    if (existsSync(place)) rmSync(old, { recursive: true, force: true });
    else renameSync(old, place);
  }
}
