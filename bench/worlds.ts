/**
 * Many learners at once: each in a world of their own, one command every ten seconds, one after the other's turn. Measures
 * the memory of the practice process with all it started (kubectl is not counted) and how long `kubectl get pods` takes.
 *
 *   node bench/worlds.ts [LEARNERS] [SECONDS] [CONTEXT…]
 */
import { TrialPractice, type TrialWorld, wait } from '../server/practice/trial-practice.ts';
import { memoryOf, type Memory } from './process-memory.ts';
import { median, percentile } from './statistics.ts';

export interface WorldsFigures {
  /** from asking for a world to `kubectl get pods` and a Redis that answers, milliseconds, median */
  firstUse: number;
  /** of `kubectl get pods` while everybody works, milliseconds */
  getPods: { p50: number; p95: number };
  /** the most that was seen */
  memory: Memory;
  reset: number;
  save: number;
  restore: number;
  failures: string[];
}

/** One command every so many milliseconds. */
const interval = 10_000;
/** Learners come one after the other, so many milliseconds apart. */
const apart = 400;
const prompt = /prompt-processing$/;

/** Takes how many learners, for how many seconds, and the contexts they work in, by turns (all when left out); gives the figures. */
export async function benchWorlds(learners: number, seconds: number, contexts: readonly string[] = []): Promise<WorldsFigures> {
  await using practice = await TrialPractice.start({ HANDRAIL_LOG: 'error' });
  const failures: string[] = [];
  const firstUse: number[] = [];
  for (let round = 0; round < 5; round += 1) firstUse.push(await newWorld(practice, `first-${round}`));
  const times = { reset: [] as number[], save: [] as number[], restore: [] as number[] };
  for (let round = 0; round < 5; round += 1) {
    times.save.push(await timed(() => asked(practice, 'PUT', `/worlds/first-${round}/snapshots/a`)));
    times.restore.push(await timed(() => asked(practice, 'POST', `/worlds/first-${round}/snapshots/a/restore`)));
    await (await practice.world(`first-${round}`)).kubectl(['get', 'pods', '-A']);
    times.reset.push(await timed(() => asked(practice, 'DELETE', `/worlds/first-${round}`)));
  }
  let most: Memory = { total: 0, programs: [] };
  const look = (): void => {
    const seen = memoryOf(practice.process.pid ?? 0);
    if (seen.total > most.total) most = seen;
  };
  const getPods: number[] = [];
  // Counted from when everybody is there and has had a first command, which also makes the world.
  const from = performance.now() + learners * apart + interval;
  const until = from + seconds * 1000;
  const works = Array.from({ length: learners }, async (_, index) => {
    await wait(index * apart);
    const world = await practice.world(`learner-${index}`);
    const known = world.contexts.map(({ name }) => name);
    const places = contexts.length === 0 ? known : contexts;
    await learn(world, places[index % places.length] ?? '', { from, until }, getPods, failures);
  });
  const looking = setInterval(look, 5000);
  await Promise.all(works);
  look();
  clearInterval(looking);
  if (practice.log !== '') failures.push(practice.log.slice(0, 1000));
  return {
    firstUse: median(firstUse), getPods: { p50: median(getPods), p95: percentile(getPods, 0.95) }, memory: most,
    reset: median(times.reset), save: median(times.save), restore: median(times.restore), failures,
  };
}

/** A new learner: from nothing to pods that are listed and a Redis that answers. */
async function newWorld(practice: TrialPractice, id: string): Promise<number> {
  return await timed(async () => {
    const world = await practice.world(id);
    const listed = await world.kubectl(['get', 'pods', '-n', 'prompt-redis']);
    if (!listed.out.includes('prompt-redis-0')) throw new Error(listed.error);
    while ((await world.kubectl(ping)).out !== 'PONG\n') await wait(5);
  });
}

const ping = ['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'redis-cli', 'ping'];

/** One command after the other, until the time is over. */
async function learn(world: TrialWorld, context: string, { from, until }: { from: number; until: number }, getPods: number[], failures: string[]): Promise<void> {
  const here = ['--context', context];
  const list = ['get', 'pods', '-A', ...here];
  const commands = prompt.test(context)
    ? [list, ['logs', 'prompt-redis-0', '-n', 'prompt-redis', '--tail=20', ...here], list, [...here, ...ping], list, ['get', 'jobs', '-A', ...here]]
    : [list, ['get', 'events', '-A', ...here], list, ['get', 'jobs', '-A', ...here]];
  for (let turn = 0; performance.now() < until; turn += 1) {
    const command = commands[turn % commands.length] ?? list;
    const begun = performance.now();
    const { status, error } = await world.kubectl(command);
    const took = performance.now() - begun;
    if (command === list && begun >= from) getPods.push(took);
    if (status !== 0) failures.push(`${command.join(' ')}: ${error.trim()}`);
    await wait(Math.max(0, interval - took));
  }
}

async function asked(practice: TrialPractice, method: string, path: string): Promise<void> {
  const { status, body } = await practice.ask(method, path);
  if (status >= 300) throw new Error(JSON.stringify(body));
}

async function timed(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

if (import.meta.main) {
  const [learners = '50', seconds = '60', ...contexts] = process.argv.slice(2);
  const figures = await benchWorlds(Number(learners), Number(seconds), contexts);
  const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  console.log(`first use ${ms(figures.firstUse)}; reset ${ms(figures.reset)}; snapshot ${ms(figures.save)}, restore ${ms(figures.restore)}`);
  console.log(`kubectl get pods: p50 ${ms(figures.getPods.p50)}, p95 ${ms(figures.getPods.p95)}`);
  console.log(`memory: ${mib(figures.memory.total)}`);
  for (const { program, processes, bytes } of figures.memory.programs) console.log(`  ${program} × ${processes}: ${mib(bytes)}`);
  for (const failure of figures.failures.slice(0, 20)) console.log(`✖ ${failure}`);
}
