/**
 * The whole server in one process for tests: real sockets on a free port, an in-memory database and runner, a clock that
 * can be moved on. Two people are logged in: ada and bob.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../common/catalog/digest.ts';
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { FileStep, ManualStep, RunnableStep } from '../../common/catalog/step.ts';
import type { Run } from '../../common/run.ts';
import { type Audit, openAudit } from '../audit/log.ts';
import { openAccounts } from '../auth/accounts.ts';
import { cookieKind } from '../auth/cookie.ts';
import { originRule } from '../auth/origin.ts';
import { PasswordHasher } from '../auth/password-hash.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { hashSecret } from '../auth/secret.ts';
import { Approvals } from '../approvals/approvals.ts';
import { Sessions } from '../auth/sessions.ts';
import { type ChatConfig, noChat } from '../config/slack.ts';
import { Tickets } from '../auth/ticket.ts';
import { type CatalogStore, openCatalog } from '../catalog/store.ts';
import { ChoicesDesk } from '../choices/choices.ts';
import { openResults } from '../freshness/results.ts';
import type { WebConfig } from '../config/web.ts';
import { createLog, type Log } from '../log.ts';
import { type Environments, parseEnvironments } from '../config/environments/environments.ts';
import { MemoryRunner } from '../runs/memory-runner.ts';
import { usualQuotas } from '../runs/quotas.ts';
import { RunRegister } from '../runs/register.ts';
import { RunStarter } from '../runs/start.ts';
import { Panels } from '../live/panels.ts';
import { type Chat, openChat } from '../slack/chat.ts';
import { openStore, type Store } from '../store/store.ts';
import { GoingOn } from '../walkthroughs/going-on.ts';
import { WalkTopics } from '../walkthroughs/topics.ts';
import { Walkthroughs } from '../walkthroughs/walkthroughs.ts';
import { openGateway } from '../ws/gateway.ts';
import { topicKinds } from '../ws/topic-kinds.ts';
import type { FollowTopic, TopicKinds } from '../ws/topics.ts';
import { createApp } from './app.ts';
import { openMetrics } from './metrics.ts';
import { openWeb } from './web.ts';

const parameter = (given: Partial<Parameter> & { name: string }): Parameter => ({
  type: 'text', title: given.name, choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false, ...given,
});

export const instrument = parameter({ name: 'INSTRUMENT', type: 'choice', choices: ['hsc', 'latiss'], default: 'hsc' });
export const target = parameter({ name: 'TARGET', type: 'choice', choices: ['dev', 'prod'], default: 'dev' });

function step(given: Partial<RunnableStep> & { id: string }): RunnableStep {
  const whole = {
    kind: 'runnable' as const, language: 'bash' as const, source: 'true', effect: 'read' as const, title: given.id, expect: null,
    exit: [0], needs: [], only: [], timeout: 60, interactive: false, background: false, confirm: null, mask: null,
    parameters: [], procedure: 'p', procedureTitle: 'P', line: 1, ...given,
  };
  return { ...whole, digest: digestOf(whole) };
}

const place = { procedure: 'p', procedureTitle: 'P', line: 1 };
const file: FileStep = { kind: 'file', id: 'job', title: 'Job', path: 'job.yaml', language: 'yaml', source: 'a: 1', parameters: [], digest: 'f1', ...place };
const manual: ManualStep = {
  kind: 'manual', id: 'announce', title: 'Announce it', digest: 'm1', ...place,
  announce: { channels: [{ name: '#dev-ops', target: null }, { name: '#all', target: null }], text: 'Plain goes down for $INSTRUMENT.', parameters: ['INSTRUMENT'] },
};

const plain: Runbook = {
  id: 'plain', title: 'Plain', service: 'plain', description: '', audience: '', owners: [], slack: [], reviewed: null, reviewEvery: 180, gaps: [], environments: ['practice', 'dev'],
  targets: {}, redis: null, parameters: [instrument],
  steps: [
    step({ id: 'ping' }),
    step({ id: 'shell', interactive: true }),
    step({ id: 'stats', parameters: [instrument], needs: ['ping'] }),
    step({ id: 'clear', parameters: [instrument], effect: 'destroy', needs: ['stats'] }),
    step({ id: 'burn', effect: 'destroy', confirm: 'burn it' }),
    step({ id: 'query', language: 'sql' }),
    file, manual,
  ],
  names: { formerly: ['once-plain'], aliases: { 'old-ping': 'ping' }, gone: { melt: 'Burn it instead.' }, headings: [{ id: 'p', title: 'P' }] },
};

const aimed: Runbook = {
  ...plain, id: 'aimed', environments: ['practice'], parameters: [target], redis: { pod: 'redis-0', namespace: 'redis' },
  targets: { dev: { title: 'Dev', context: 'cluster-dev', production: false, window: null }, prod: { title: 'Prod', context: null, production: true, window: null } },
  steps: [{ id: 'look' }, { id: 'prod-only', only: ['prod'] }, { id: 'after', needs: ['look'] }].map((given) => step({ ...given, parameters: [target] })),
};

/** A target whose window never opens. */
const shut: Runbook = {
  ...aimed, id: 'shut', environments: ['practice', 'dev'],
  targets: { dev: { title: 'Dev', context: null, production: true, window: { from: '00:00', to: '00:00', zone: 'UTC' } } },
  steps: [step({ id: 'look', parameters: [target] }), step({ id: 'turn', effect: 'change', parameters: [target], needs: ['look'] })],
};

/** Of its parameters, the values of some can be looked up. */
const namespace = parameter({ name: 'NAMESPACE', type: 'name', default: 'cache' });
const live: Runbook = {
  ...aimed, id: 'live', environments: ['practice', 'dev'],
  parameters: [
    target, namespace,
    parameter({ name: 'POD', type: 'name', source: { from: 'pods', namespace: '${NAMESPACE}', selector: 'app=cache' } }),
    parameter({ name: 'STREAM', type: 'pattern', pattern: '[a-z]+:[a-z]+', reachesMake: true, source: { from: 'streams', pattern: '${NAMESPACE}:*' } }),
    parameter({ name: 'SLOW', type: 'pattern', pattern: '(a+)+b', source: { from: 'contexts' } }),
    parameter({ name: 'ANY', type: 'text', source: { from: 'contexts' } }),
  ],
  steps: [step({ id: 'look', parameters: [target, namespace] })],
};

export const catalog: Catalog = { digest: 'c1', runbooks: [plain, aimed, shut, live] };

export const environmentsText = `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    windows: told
    rules:
      - { name: practise, decide: allow, effects: [read, change, destroy] }
      - { name: not-bob, decide: deny, effects: [destroy], persons: [bob], say: Bob does not destroy. }
  dev:
    title: Development
    level: limited
    targets: [dev]
    rules:
      - { name: look, decide: allow, effects: [read], roles: [operator] }
      - { name: careful, decide: allow, effects: [change, destroy], roles: [operator], confirm: true }
`;

/** As little work as Argon2 does: what it costs is measured elsewhere. */
const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // What a test reads out of a body is the test's to say.
  body: { error?: { code: string; message: string; details: Record<string, unknown> }; run?: Run; runs?: Run[] } & Record<string, unknown>;
}

/** What a test sets otherwise: parts of the web's configuration, for the origin the server has; what secrets are read from; the log. */
export interface TestOptions {
  web?: (origin: string) => Partial<WebConfig>;
  environment?: NodeJS.ProcessEnv;
  /** the text of environments.yaml */
  rules?: string;
  log?: Log;
  /** Slack and webhooks */
  chat?: ChatConfig;
  /** what can be followed besides what there is */
  topics?: TopicKinds;
}

export class TestServer implements AsyncDisposable {
  readonly runner = new MemoryRunner();
  readonly folder = mkdtempSync(join(tmpdir(), 'server-'));
  readonly localCredential = 'local-credential-of-the-test';
  readonly cookies = { ada: '', bob: '' };
  origin = '';
  port = 0;
  /** milliseconds that the clock is ahead */
  ahead = 0;
  /** what the clock shows while it stands still; null while it goes */
  #stands: number | null = null;
  auditWorks = true;
  /** a test may put others in their place */
  environments: Environments = new Map();
  /** what is said of chat now */
  said: ChatConfig = noChat;
  store!: Store;
  /** read again when a test has written another `catalog.json` into the folder, and asks for it */
  deployed!: CatalogStore;
  chat!: Chat;
  #reopenChat!: () => Promise<void>;
  readonly #options: TestOptions;
  #closers: (() => unknown)[] = [];

  constructor(options: TestOptions = {}) {
    this.#options = options;
    this.said = options.chat ?? noChat;
  }

  /** Starts one. */
  static async start(options: TestOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    await server.#open();
    for (const person of ['ada', 'bob'] as const) server.cookies[person] = await server.logIn(person);
    return server;
  }

  /** Takes what to do; the clock stands still until it is done, so that nothing is let through for the time that passed. */
  async inNoTime<Result>(act: () => Promise<Result>): Promise<Result> {
    const stands = Date.now() + this.ahead;
    this.#stands = stands;
    try {
      return await act();
    } finally {
      this.ahead = stands - Date.now();
      this.#stands = null;
    }
  }

  /** Sends a request as a page of ours does, with these headers changed; an empty one is left out. */
  async ask(method: string, path: string, options: { as?: 'ada' | 'bob'; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
    const usual = {
      ...(options.as ? { cookie: this.cookies[options.as] } : {}),
      ...(method === 'POST' ? { origin: this.origin, 'content-type': 'application/json', 'x-handrail': '1' } : {}),
    };
    const headers = Object.fromEntries(Object.entries({ ...usual, ...options.headers }).filter(([, value]) => value !== ''));
    const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body ?? {});
    const answer = await fetch(this.origin + path, { method, headers, redirect: 'manual', ...(method === 'POST' ? { body } : {}) });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) as Answer['body'] : {} };
  }

  /** Asks as a program on this machine does. */
  async askLocally(method: string, path: string, body: unknown = {}): Promise<Answer> {
    return await this.ask(method, path, { body, headers: { origin: '', authorization: `Bearer ${this.localCredential}` } });
  }

  /** What tells outside ends and begins again, as when the server does. */
  async restartChat(meanwhile: () => unknown = () => undefined): Promise<void> {
    await this.chat.close();
    await meanwhile();
    await this.#reopenChat();
  }

  /** Starts a step; gives the answer. */
  async startStep(runbook: string, stepId: string, options: { as?: 'ada' | 'bob'; key?: string } & Record<string, unknown> = {}): Promise<Answer> {
    const { as = 'ada', key = crypto.randomUUID(), ...change } = options;
    const found = catalog.runbooks.find(({ id }) => id === runbook)?.steps.find(({ id }) => id === stepId);
    const body = { runbook, step: stepId, digest: found?.digest ?? '', environment: 'practice', parameters: {}, size: { cols: 80, rows: 24 }, ...change };
    return await this.ask('POST', '/api/runs', { as, body, headers: { 'idempotency-key': key } });
  }

  /** Starts a step and gives its run. */
  async run(runbook: string, stepId: string, options: Record<string, unknown> = {}): Promise<Run> {
    const { body, text } = await this.startStep(runbook, stepId, options);
    if (!body.run) throw new Error(text);
    return body.run;
  }

  /** Makes a person and logs them in; gives the cookie. */
  async logIn(name: string): Promise<string> {
    const { body } = await this.askLocally('POST', '/api/invites', { name });
    const answer = await this.ask('POST', '/api/login', { body: { secret: String(body.link).split('#')[1] } });
    return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  }

  /** The audit record as text. */
  audit(): string {
    return readFileSync(join(this.folder, 'server.jsonl'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    rmSync(this.folder, { recursive: true });
  }

  async #open(): Promise<void> {
    const http = createServer();
    await this.#listen(http);
    const rule = originRule({ origin: this.origin, host: '127.0.0.1', port: this.port });
    const clock = { now: () => this.#stands ?? Date.now() + this.ahead, random: (bytes: number) => randomBytes(bytes) };
    this.runner.now = clock.now;
    const log = this.#options.log ?? createLog('silent', 'test');
    this.environments = parseEnvironments(this.#options.rules ?? environmentsText, 'environments.yaml');
    writeFileSync(join(this.folder, 'catalog.json'), JSON.stringify(catalog));
    const store = await openStore(':memory:');
    this.store = store;
    for (const id of ['ada', 'bob']) await store.persons.add({ id, name: id }, clock.now(), ['operator']);
    const metrics = openMetrics(clock, false);
    const audit = metrics.counted(this.#sometimes(openAudit(join(this.folder, 'server.jsonl'), clock)));
    const register = new RunRegister({ store, audit, runner: this.runner, clock, log });
    const sessions = new Sessions(store, clock);
    const running = {
      store, audit, runner: this.runner, clock, log, register,
      catalog: openCatalog(join(this.folder, 'catalog.json'), log), environments: () => this.environments, environmentProblems: () => [], quotas: this.#options.web?.(this.origin).quotas ?? usualQuotas,
    };
    this.deployed = running.catalog;
    const approvals = new Approvals(running);
    const walkthroughs = new Walkthroughs(running);
    const startDeps = { ...running, approvals, walkthroughs };
    const walkTopics = new WalkTopics(startDeps);
    const panels = new Panels(startDeps);
    const web = openWeb({ tls: null, proxies: [], oidc: null, quotas: usualQuotas, ...this.#options.web?.(this.origin) }, this.origin, this.#options.environment ?? {}, { ...startDeps, sessions, metrics });
    const results = openResults(join(this.folder, 'tested.json'), log);
    this.chat = await openChat({ current: () => this.said }, { ...startDeps, results, origin: this.origin });
    const deps = {
      ...startDeps, topics: { ...topicKinds(), panel: panels.follow, told: (...following: Parameters<FollowTopic>) => this.chat.subscriptions.follow(...following), ...walkTopics.kinds, ...this.#options.topics }, ...web, results, chat: this.chat, sessions, accounts: openAccounts({ store, sessions, audit, clock }, new PasswordHasher(clock, cheap)), originRule: rule, starter: new RunStarter(startDeps), choices: new ChoicesDesk(startDeps), tickets: new Tickets(clock),
      cookie: cookieKind(this.origin, this.port), localHash: hashSecret(this.localCredential), site: join(this.folder, 'site'), data: this.folder, record: this.folder,
      limits: { login: new RateLimit(clock, 20, 3_000), change: new RateLimit(clock, 2_000, 10) },
    };
    const goingOn = new GoingOn({ ...startDeps, starter: deps.starter });
    this.#reopenChat = async () => { this.chat = deps.chat = await openChat({ current: () => this.said }, { ...startDeps, results, origin: this.origin }); };
    const gateway = openGateway(http, deps);
    http.on('request', createApp(deps));
    this.#closers = [() => store.close(), () => { audit.close(); }, () => { startDeps.catalog.close(); }, () => register.close(), () => this.chat.close(), () => { goingOn.close(); walkTopics.close(); panels.close(); walkthroughs.close(); },
      () => { http.closeAllConnections(); http.close(); }, () => { gateway.close(); }];
  }

  async #listen(http: Server): Promise<void> {
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    this.port = (http.address() as AddressInfo).port;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  /** The audit record, which fails when the test says so. */
  #sometimes(audit: Audit): Audit {
    const full = openAudit('/dev/full', { now: Date.now, random: (bytes) => randomBytes(bytes) });
    return {
      ...audit,
      write: (event) => { (this.auditWorks ? audit : full).write(event); },
      close: () => { audit.close(); full.close(); },
    };
  }
}
