/**
 * Puts the server together: every room gets what it needs, and nothing reaches for anything by itself. Gives the HTTP
 * application and how to take it all down again.
 */
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { roles } from '../common/rights.ts';
import { Approvals } from './approvals/approvals.ts';
import { type Audit, openAudit } from './audit/log.ts';
import { RunnerChains } from './audit/runner-chains.ts';
import { openAccounts } from './auth/accounts.ts';
import { cookieKind } from './auth/cookie.ts';
import { writeLocalCredential } from './auth/local-credential.ts';
import { originRule } from './auth/origin.ts';
import { operator } from './auth/principal.ts';
import { RateLimit } from './auth/rate-limit.ts';
import { Sessions } from './auth/sessions.ts';
import { Tickets } from './auth/ticket.ts';
import { openCatalog } from './catalog/store.ts';
import { ChoicesDesk } from './choices/choices.ts';
import { systemClock as clock } from './clock.ts';
import type { Config } from './config/load.ts';
import { type OpenChat, openChatFile } from './config/open-slack.ts';
import { openResults } from './freshness/results.ts';
import { createApp } from './http/app.ts';
import { openMetrics } from './http/metrics.ts';
import { openWeb } from './http/web.ts';
import { linkOf } from './http/routes/login.ts';
import type { Log } from './log.ts';
import type { Environments } from './config/environments/environments.ts';
import { type OpenEnvironments, openEnvironments } from './config/environments/open.ts';
import { connectRunner } from './runner/client.ts';
import { PatientRunner } from './runs/patient-runner.ts';
import { RunRegister } from './runs/register.ts';
import { RunStarter } from './runs/start.ts';
import { Panels } from './live/panels.ts';
import { openChat } from './slack/chat.ts';
import { unknownNames } from './slack/unknown-names.ts';
import { openStore, type Store } from './store/store.ts';
import { GoingOn } from './walkthroughs/going-on.ts';
import { WalkTopics } from './walkthroughs/topics.ts';
import { Walkthroughs } from './walkthroughs/walkthroughs.ts';
import { openGateway } from './ws/gateway.ts';
import { topicKinds } from './ws/topic-kinds.ts';

export interface Handrail {
  app: RequestListener;
  /** Gives a login link for the operator. */
  loginLink(): Promise<string>;
  /** Closes the sockets of the pages, which come back by themselves. */
  endStreams(): void;
  /** Lets go of everything, once no request is under way; runs go on in the runner. */
  close(): Promise<void>;
}

/** How often the index is compared with what the runner knows, for what it may have missed. */
const reconcileMs = 10_000;

/** Takes configuration, HTTP server and log; gives the server, ready. Throws `bad-config` or `audit-failed`. */
export async function compose(config: Config, http: Server, log: Log): Promise<Handrail> {
  const environments = openEnvironments(config.environments, log);
  const chatFile = openChatFile(config.chat, log);
  const store = await openStore(config.paths.database);
  const metrics = openMetrics(clock);
  const audit = metrics.counted(openAudit(join(config.paths.audit, 'server.jsonl'), clock));
  audit.write({ kind: 'server-started', version: process.version });
  recordEnvironments(environments, audit);
  recordChat(chatFile, audit);
  const runner = new PatientRunner(() => connectRunner({ config, log, startIfAway: true, isServer: true }));
  const catalog = openCatalog(config.catalog, log);
  const results = openResults(config.tested, log);
  const register = new RunRegister({ store, audit, runner, clock, log });
  const sessions = new Sessions(store, clock);
  const approvals = new Approvals({ store, audit, clock, runner, catalog, environments: () => environments.current() });
  const walkthroughs = new Walkthroughs({ store, audit, clock, log, catalog, environments: () => environments.current(), register });
  const strangers = () => unknownNames(chatFile.current(), catalog.current(), environments.current().keys());
  for (const problem of strangers()) log.warn({ problem }, 'a subscription says nothing');
  const running = { store, audit, runner, clock, log, catalog, environments: () => environments.current(), environmentProblems: () => [...environments.problems(), ...chatFile.problems(), ...strangers()], register, approvals, walkthroughs, quotas: config.web.quotas };
  const web = openWeb(config.web, config.origin, process.env, { ...running, sessions, metrics });
  const walkTopics = new WalkTopics(running);
  const panels = new Panels(running);
  // Told before the change holds.
  environments.onChange(() => { setImmediate(() => { panels.recheck(); }); });
  const chat = await openChat(chatFile, { ...running, results, origin: config.origin });
  const deps = {
    ...running, chat, topics: { ...topicKinds(), panel: panels.follow, told: chat.subscriptions.follow, ...walkTopics.kinds }, ...web, results, sessions, accounts: openAccounts({ store, sessions, audit, clock }), originRule: originRule(config), starter: new RunStarter(running), choices: new ChoicesDesk(running), tickets: new Tickets(clock),
    cookie: cookieKind(config.origin, config.port), localHash: writeLocalCredential(config.paths.localCredential, clock), site: config.site, data: config.paths.data, record: config.paths.audit,
    limits: { login: new RateLimit(clock, 20, 3_000), change: new RateLimit(clock, 2_000, 10) },
  };
  await store.persons.add(operator, clock.now(), roles);
  const chains = new RunnerChains(audit, runner);
  const goingOn = new GoingOn({ ...running, starter: deps.starter });
  const reconcile = (grace?: number) => { register.reconcile(grace).then(() => chains.look()).then(() => goingOn.resume()).catch((error: unknown) => { log.warn({ err: error }, 'the runner could not be asked what it runs'); }); };
  reconcile(0);
  const timer = setInterval(() => {
    reconcile();
    approvals.sweep().catch((error: unknown) => { log.warn({ err: error }, 'requests for approval that expired could not be ended'); });
    keepHead(audit, store).catch((error: unknown) => { log.warn({ err: error }, 'where the record stands could not be kept in the database'); });
  }, reconcileMs).unref();
  const gateway = openGateway(http, deps);

  return {
    app: createApp(deps),
    loginLink: async () => {
      audit.write({ kind: 'invited', by: 'start', person: operator.id });
      return linkOf(config.origin, (await sessions.invite(operator)).secret);
    },
    endStreams: () => { gateway.close(); },
    close: async () => {
      clearInterval(timer);
      for (const room of [environments, chatFile, catalog, results, goingOn, walkTopics, panels, walkthroughs]) room.close();
      await Promise.all([deps.chat.close(), register.close()]);
      runner.close();
      audit.write({ kind: 'server-stopped' });
      await keepHead(audit, store).catch(() => undefined);
      audit.close();
      await store.close();
    },
  };
}

/** The database knows the end of the record, too. */
async function keepHead(audit: Audit, store: Store): Promise<void> {
  await store.auditHeads.keep('server', await audit.durable());
}

/** What holds from here on stands in the record, now and whenever the file changes. */
function recordEnvironments(environments: OpenEnvironments, audit: Audit): void {
  const record = (now: Environments) => { audit.write({ kind: 'environments-read', environments: Object.fromEntries([...now].map(([name, { digest }]) => [name, digest])) }); };
  record(environments.current());
  environments.onChange(record);
}

/** So does what is said of chat, where anything is. */
function recordChat(chat: OpenChat, audit: Audit): void {
  const { digest } = chat.current();
  if (digest !== '') audit.write({ kind: 'chat-read', digest });
  chat.onChange((next) => { audit.write({ kind: 'chat-read', digest: next.digest }); });
}
