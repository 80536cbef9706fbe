/**
 * Where these trials happen: a Handrail of its own, a person, steps that print known bytes, type back what they get, or
 * write down that they ran; and what knows which bytes each run had to print.
 */
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { RunId } from '../../common/ids.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../fixture-catalog.ts';
import { type Client, Handrail, pause } from '../handrail.ts';
import { streamBytes, type StreamPlan, streamSource } from './byte-stream.ts';
import type { Chance } from './seed.ts';
import { compare, type Row } from './tally.ts';
import { Watcher, type WatchOptions } from './watcher.ts';

const number = (name: string): Parameter => ({
  name, type: 'integer', title: name, choices: [], pattern: '', min: null, max: null, default: '0', leadingDash: false, reachesMake: false,
});
const plan = [number('SEED'), number('BYTES'), number('PACE')];
const mark = [number('MARK')];

const steps = [
  fixtureStep({ id: 'stream', source: streamSource, background: true, parameters: plan }),
  fixtureStep({ id: 'queued-stream', source: streamSource, parameters: plan }),
  /** writes down its number, stays a while, writes it down again */
  fixtureStep({ id: 'mark', source: 'echo "begin $MARK" >>/workspace/marks; sleep 0.1; echo "end $MARK" >>/workspace/marks; echo "marked $MARK"', parameters: mark }),
  fixtureStep({ id: 'marks', source: 'stty -opost <&1; cat /workspace/marks' }),
  fixtureStep({ id: 'remember', source: 'mkdir -p /workspace/kept && cd /workspace/kept && export REMEMBERED="$MARK"', parameters: mark }),
  fixtureStep({ id: 'recall', source: 'stty -opost <&1; echo "$REMEMBERED in ${PWD##*/}"' }),
  /** says R once it listens, then every byte it is given, until a q */
  fixtureStep({ id: 'typed', source: 'stty raw -echo; printf R; exec perl -e \'$| = 1; while (sysread STDIN, $_, 4096) { print; last if /q/ }\'', interactive: true }),
  fixtureStep({ id: 'hello', source: 'stty -opost <&1; echo hello' }),
];
export type StepName = 'stream' | 'queued-stream' | 'mark' | 'marks' | 'remember' | 'recall' | 'typed' | 'hello';

/** How long anything is waited for, in seconds: on a machine that others keep busy, a server takes a while to start. */
const patience = 120;

/** A stream that is printing, or has been. */
export interface Stream {
  id: RunId;
  seed: number;
  expected: Buffer;
}

export class Scene {
  readonly handrail: Handrail;
  readonly chance: Chance;
  client!: Client;
  /** when the server last began to serve, on the clock of `performance.now()` */
  servingSince = performance.now();

  private constructor(handrail: Handrail, chance: Chance) {
    this.handrail = handrail;
    this.chance = chance;
  }

  /** Starts one; the arguments are those of `Handrail.start`. Its workspace has been used once, so that all is warm. */
  static async open(chance: Chance, extra: NodeJS.ProcessEnv = {}, wrapper: readonly string[] = []): Promise<Scene> {
    const scene = new Scene(await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)), ...extra }, wrapper), chance);
    try {
      scene.client = await scene.handrail.logIn();
      await scene.over(await scene.start('hello'));
      return scene;
    } catch (error) {
      await scene.handrail[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Takes a step and its parameters; starts it. Asks again with the same key for as long as the server is away, as the page
   * does, so that it starts once. Throws when it is refused.
   */
  async start(step: StepName, parameters: Record<string, number> = {}): Promise<RunId> {
    const answer = await this.ask(step, parameters);
    if (!answer.ok) throw new Error(`${step}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { run: Run }).run.id;
  }

  /** As `start`, but gives the answer, refusal or not; asks again until it is one that is enough. */
  async ask(step: StepName, parameters: Record<string, number> = {}, enough = ({ status }: Response) => status !== 503): Promise<Response> {
    const key = crypto.randomUUID();
    const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    const digest = steps.find(({ id }) => id === step)?.digest;
    const body = { runbook: 'fixture', step, digest, environment: 'practice', parameters: given, size: { cols: 80, rows: 24 } };
    return await this.#patiently(() => this.client.post('/api/runs', body, { 'idempotency-key': key }), enough);
  }

  /** Takes a plan without its seed; starts a stream beside the queue, or in it. */
  async stream(given: Omit<StreamPlan, 'seed'>, step: 'stream' | 'queued-stream' = 'stream'): Promise<Stream> {
    const seed = 1 + this.chance.below(0xfffffffe);
    const id = await this.start(step, { SEED: seed, BYTES: given.bytes, PACE: given.pace });
    return { id, seed, expected: streamBytes({ seed, ...given }) };
  }

  /** Takes a run; begins to watch it. */
  watch(run: RunId, options: Omit<WatchOptions, 'client' | 'run'>): Watcher {
    return new Watcher({ client: this.client, run, ...options });
  }

  /** Takes a run; waits for its end, whatever the server does meanwhile. Throws after the seconds given. */
  async over(id: RunId, seconds = patience): Promise<Run> {
    return await this.#patiently(() => this.record(id), (run) => run !== null && isOver(run.state), seconds) as Run;
  }

  /** Takes a run; gives its record, or null when the server does not answer with one. */
  async record(id: RunId): Promise<Run | null> {
    const answer = await this.client.get(`/api/runs/${id}`);
    return answer.ok ? ((await answer.json()) as { run: Run }).run : null;
  }

  /** Takes a run; gives its output as it is downloaded. */
  async download(id: RunId): Promise<Buffer> {
    const answer = await this.#patiently(() => this.client.get(`/api/runs/${id}/output`), ({ ok }) => ok);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Ends the server at once, then starts another. */
  async killServer(afterwards: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.handrail.endServer('SIGKILL');
    await afterwards();
    await this.handrail.startServer();
    this.servingSince = performance.now();
  }

  /** Takes a row, a stream that is over and who watched it; compares original, download and what each viewer has. */
  async settle(row: Row, { id, expected }: Stream, watchers: readonly Watcher[]): Promise<void> {
    for (const watcher of watchers) {
      await watcher.until(({ isOver: over }) => over, 120);
      compare(row, expected.subarray(watcher.from), await watcher.bytes(), `what a viewer has of ${id}`);
      row.lost += watcher.lost;
      row.doubled += watcher.doubled;
    }
    compare(row, expected, await this.download(id), `the journal of ${id}`);
    const run = await this.over(id);
    if (run.state !== 'exited' || run.exitStatus !== 0) row.failures.push(`${id} ended as ${run.state} (${run.exitStatus}): ${run.note}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handrail[Symbol.asyncDispose]();
  }

  async #patiently<Answer>(ask: () => Promise<Answer>, enough: (answer: Answer) => boolean, seconds = patience): Promise<Answer> {
    for (const end = performance.now() + seconds * 1000; ; await pause(40)) {
      const answer = await ask().catch(() => null);
      if (answer !== null && enough(answer)) return answer;
      if (performance.now() > end) throw new Error(`not so after ${seconds} s: ${answer instanceof Response ? `${answer.status} ${await answer.text()}` : JSON.stringify(answer)}`);
    }
  }
}
