/** Walkthroughs through the API, as two people use them, for tests: a whole server in this process, and short words for what is done. */
import assert from 'node:assert/strict';
import type { Run } from '../../common/run.ts';
import type { WalkView } from '../../common/walkthrough.ts';
import { type Answer, catalog, TestServer, type TestOptions } from '../http/test-server.ts';

export type Who = 'ada' | 'bob';

/** A key of its own for each request. */
export const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

/** Takes an answer; gives the code of its error, `none` where there is none. */
export const codeOf = ({ body }: Answer): string => body.error?.code ?? 'none';

/** Takes how a walkthrough stands and a step's id; gives how that stands. */
export const stateIn = (view: WalkView, step: string): string | undefined => view.state.steps[step]?.state;

/** Takes an answer; gives the walkthrough in it. Throws where there is none. */
export function viewIn({ body, text }: Answer): WalkView {
  assert.ok(body.walkthrough, text);
  return body.walkthrough as WalkView;
}

/** Takes an answer; gives the run in it. Throws where there is none. */
export function started({ body, text }: Answer): Run {
  assert.ok(body.run, text);
  return body.run;
}

/** Looks again and again until it is so; gives what was seen. Throws after five seconds. */
export async function until<Value>(look: () => Promise<Value>, so: (value: Value) => boolean): Promise<Value> {
  for (const end = Date.now() + 30_000; ;) {
    const value = await look();
    if (so(value)) return value;
    assert.ok(Date.now() < end, `it did not come to that: ${JSON.stringify(value)}`);
    await new Promise((turn) => setTimeout(turn, 5));
  }
}

export class TestWalks implements AsyncDisposable {
  readonly server: TestServer;

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async start(options: TestOptions = {}): Promise<TestWalks> {
    return new TestWalks(await TestServer.start(options));
  }

  /** Begins one of the runbook `plain`, unless something else is asked. */
  async begin(as: Who, asked: Record<string, unknown> = {}): Promise<WalkView> {
    const body = { runbook: 'plain', procedure: 'p', environment: 'practice', parameters: { INSTRUMENT: 'hsc' }, ...asked };
    return viewIn(await this.server.ask('POST', '/api/walkthroughs', { as, headers: key(), body }));
  }

  async look(id: string): Promise<WalkView> {
    return viewIn(await this.server.ask('GET', `/api/walkthroughs/${id}`, { as: 'ada' }));
  }

  /** Does something in one; gives the answer. `seen` is how it stands now unless it is said. */
  async act(as: Who, id: string, asked: Record<string, unknown>, headers: Record<string, string> = key()): Promise<Answer> {
    const seen = asked.act === 'note' ? {} : { seen: (await this.look(id)).state.seq };
    return await this.server.ask('POST', `/api/walkthroughs/${id}/acts`, { as, headers, body: { ...seen, ...asked } });
  }

  /** Runs a step in one, with its instrument; gives the answer. */
  async run(as: Who, id: string, step: string, more: Record<string, unknown> = {}): Promise<Answer> {
    const takes = catalog.runbooks.find(({ id: runbook }) => runbook === (more.runbook ?? 'plain'))?.steps.find((one) => one.id === step);
    const parameters = takes?.kind === 'runnable' && takes.parameters.some(({ name }) => name === 'INSTRUMENT') ? { INSTRUMENT: 'hsc' } : {};
    return await this.server.startStep(String(more.runbook ?? 'plain'), step, { as, walkthrough: id, parameters, ...more });
  }

  /** Ends the run of a step as it is going there, with an exit status. */
  async end(id: string, step: string, status = 0): Promise<void> {
    const view = await until(() => this.look(id), (one) => stateIn(one, step) === 'running');
    this.server.runner.end(view.state.steps[step]?.run ?? assert.fail(), 'exited', status);
  }

  /** Waits until it does not go on by itself any more; gives how it stands then. */
  async held(id: string): Promise<WalkView> {
    return await until(() => this.look(id), (view) => view.state.going === null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
