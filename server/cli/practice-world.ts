/**
 * One's own practice world as the CLI asks it: through a server that is there, so that it keeps a record and one's progress,
 * else through the runner alone.
 */
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import { operator } from '../auth/principal.ts';
import type { Config } from '../config/load.ts';
import { makeFolders } from '../config/paths.ts';
import { createLog } from '../log.ts';
import { faultOf } from '../runs/running.ts';
import { connectRunner, type RunnerClient } from '../runner/client.ts';
import { type Api, Sorry } from './api.ts';

/** What commands ask; a page of Kafdrop is for a browser. */
type CommandAsk = Exclude<PracticeAsk, { act: 'kafdrop' }>;

export class OwnWorld {
  readonly #config: Config;
  readonly #api: Api;
  /** Whether the last answer came through a server. */
  throughServer = true;

  constructor(config: Config, api: Api) {
    this.#config = config;
    this.#api = api;
  }

  /** Takes what is asked; gives the answer. Throws what the world says no with. */
  async ask<Ask extends CommandAsk>(ask: Ask): Promise<PracticeAnswers[Ask['act']]> {
    const [path, body] = requestOf(ask);
    const answer = await this.#through(
      () => (body === null ? this.#api.get(path) : this.#api.post(path, body)),
      (runner) => runner.practice<CommandAsk>(operator.id, ask),
    );
    return answer as PracticeAnswers[Ask['act']];
  }

  /** Puts the world, and the workspace that goes with it, back to the beginning. */
  async reset(): Promise<void> {
    await this.#through(() => this.#api.post('/api/practice/reset'), async (runner) => {
      await runner.resetWorld(operator.id);
      await runner.resetWorkspace(operator.id, 'practice');
    });
  }

  async #through(server: () => Promise<unknown>, alone: (runner: RunnerClient) => Promise<unknown>): Promise<unknown> {
    try {
      this.throughServer = true;
      return await server();
    } catch (error) {
      if (!(error instanceof Sorry)) throw error;
      this.throughServer = false;
      return await withRunner(this.#config, alone);
    }
  }
}

/** Takes the configuration and what to do with a runner, which is started when none answers; gives what that gives. */
export async function withRunner<T>(config: Config, act: (runner: RunnerClient) => Promise<T>): Promise<T> {
  makeFolders(config.paths);
  const runner = await connectRunner({ config, log: createLog(config.log === 'debug' ? 'debug' : 'silent', 'cli'), startIfAway: true });
  try {
    const fault = faultOf(await runner.hello(), { name: 'practice', level: 'contained' });
    if (fault !== null) throw fault;
    return await act(runner);
  } finally {
    runner.close();
  }
}

/** Takes what is asked; gives the path it has at the server, and the body it is posted with; null to get it. */
function requestOf(ask: CommandAsk): [path: string, body: object | null] {
  const base = '/api/practice';
  switch (ask.act) {
    case 'glance': return [base, null];
    case 'pass': return [`${base}/clock`, { pass: ask.ms, in: ask.inMs }];
    case 'snapshots': return [`${base}/snapshots`, null];
    case 'snapshot-save': return [`${base}/snapshots`, { name: ask.name }];
    case 'snapshot-restore': return [`${base}/snapshots/${encodeURIComponent(ask.name)}/restore`, {}];
    case 'snapshot-delete': return [`${base}/snapshots/${encodeURIComponent(ask.name)}/delete`, {}];
    case 'scenarios': return [`${base}/scenarios`, null];
    case 'scenario-start': return [`${base}/scenarios/${encodeURIComponent(ask.scenario)}/start`, {}];
    case 'scenario-check': return [`${base}/scenarios/${encodeURIComponent(ask.scenario)}/check`, {}];
    case 'scenario-hint': return [`${base}/scenarios/${encodeURIComponent(ask.scenario)}/hint`, {}];
  }
}
