/**
 * Tells ends of runs and walkthroughs where the operator subscribed to them, in a channel at Slack or to a webhook, and to people who
 * asked for one. Each end is put into the outbox once a place, before the run's own record says that it is over, so that a crash in
 * between loses none.
 */
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { Subject } from '../../common/subscription.ts';
import type { Audit } from '../audit/log.ts';
import type { ChatConfig, Shown } from '../config/slack.ts';
import type { Log } from '../log.ts';
import { NotTaken, type Outbox } from '../outbox/outbox.ts';
import type { Letter } from '../store/outbox.ts';
import { runOutcome, walkOutcome } from '../subscriptions/outcome.ts';
import { sendToWebhook } from '../webhooks/send.ts';
import type { LoadedWalk } from '../walkthroughs/loaded.ts';
import type { SlackApi } from './api.ts';
import { addressOf, unmarked } from './text.ts';
import { blocksOf, type Card, introduced, plainText } from './blocks.ts';
import { type Disclosed, type NewsDeps, newsOfRun, newsOfWalk } from './news.ts';
import type { SlackPeople } from './people.ts';
import { type End, nameOf, type Place, toldTo } from './subscribe.ts';

export interface TellDeps extends NewsDeps {
  audit: Audit;
  log: Log;
  outbox: Outbox;
  /** null where there is no app */
  api: SlackApi | null;
  /** as it holds now */
  config(): Pick<ChatConfig, 'subscriptions' | 'webhooks'>;
  people: Pick<SlackPeople, 'member'>;
  /** whether somebody may know of something, as things are now */
  mayKnow(person: string, subject: Subject): Promise<boolean>;
  origin: string;
  shownIn(channel: string): Shown;
}

interface Body {
  readonly of: End['of'];
  readonly id: string;
  /** when it ended, Unix milliseconds */
  readonly at: number;
  readonly place: Place;
}

export const slackEndKind = 'slack-end';
export const webhookKind = 'webhook-end';
export const personKind = 'person-end';
const endWaitMs = 1_000;

export class Telling {
  readonly #deps: TellDeps;

  constructor(deps: TellDeps) {
    this.#deps = deps;
    deps.outbox.carry(slackEndKind, (letter) => this.#inSlack(letter));
    deps.outbox.carry(webhookKind, (letter) => this.#toWebhook(letter));
    deps.outbox.carry(personKind, (letter) => this.#toPerson(letter));
  }

  /** Takes a run that has ended; keeps where that is to be told. */
  async runEnded(run: Run): Promise<void> {
    await this.#post({ of: 'run', runbook: run.runbook, service: this.#serviceOf(run.runbook), environment: run.environment, outcome: runOutcome(run) }, run.id, run.endedAt ?? run.queuedAt);
  }

  /** Takes a walkthrough that has ended. One that was opened again and ended again is told again. */
  async walkEnded({ head, state }: LoadedWalk): Promise<void> {
    if (state.ended === null) return;
    await this.#post({ of: 'walkthrough', runbook: head.runbook, service: this.#serviceOf(head.runbook), environment: head.environment, outcome: walkOutcome(state) }, head.id, state.ended.at);
  }

  /** Takes what ended, when, and where somebody asked for it to be told: a place that is told anyhow is told once. */
  async tell({ of, id }: Subject, at: number, place: Place): Promise<void> {
    const body: Body = { of, id, at, place };
    await this.#deps.outbox.post({ key: `end:${of}:${id}:${at}:${nameOf(place)}`, kind: kindOf(place), lane: nameOf(place), body });
  }

  async #post(end: End, id: string, at: number): Promise<void> {
    for (const place of toldTo(end, this.#deps.config().subscriptions)) await this.tell({ of: end.of, id }, at, place);
  }

  async #toPerson(letter: Letter): Promise<void> {
    const { place, ...what } = letter.body as Body;
    const { api, audit, people, mayKnow } = this.#deps;
    if (!('person' in place) || api === null) throw new NotTaken('there is no app at Slack any more', { again: false });
    if (!await mayKnow(place.person, what)) throw new NotTaken('they may not know of it any more', { again: false });
    const member = await people.member(place.person);
    if (member === null) throw new NotTaken('Slack knows nobody by their address', { again: false });
    const told = await this.#told(what, 'state');
    audit.write({ kind: 'told-outside', to: nameOf(place), ...told.disclosed });
    await this.#postOnce(api, letter, member, told.card);
  }

  async #inSlack(letter: Letter): Promise<void> {
    const { place, ...what } = letter.body as Body;
    const { api, audit, shownIn } = this.#deps;
    if (!('slack' in place) || api === null) throw new NotTaken('there is no app at Slack any more', { again: false });
    // Whoever subscribed a channel said that it is told how things ended.
    const told = await this.#told(what, shownIn(place.slack) === 'output' ? 'output' : 'state');
    audit.write({ kind: 'told-outside', to: nameOf(place), ...told.disclosed });
    await this.#postOnce(api, letter, place.slack, told.card);
  }

  /** Where sending was begun before and what became of that is not known, it is looked for first. Where that may not be looked at, told twice is better than never. */
  async #postOnce(api: SlackApi, { key, attempts, createdAt, lane }: Letter, place: string, card: Card): Promise<void> {
    if (attempts > 0) {
      const found = await api.find(place, key, createdAt);
      if (found === 'unknown') this.#deps.log.info({ where: lane }, 'the app may not see at Slack whether this was posted before, so it may stand there twice');
      else if (found !== 'nowhere') return;
    }
    await api.post(place, blocksOf(card, this.#deps.origin), plainText(card), key);
  }

  async #toWebhook(letter: Letter): Promise<void> {
    const { place, ...what } = letter.body as Body;
    const { audit, clock, config } = this.#deps;
    const { webhooks } = config();
    const webhook = 'webhook' in place && Object.hasOwn(webhooks, place.webhook) ? webhooks[place.webhook] : undefined;
    if (webhook === undefined) throw new NotTaken('there is no such webhook any more', { again: false });
    const { message, disclosed } = await this.#message(what);
    audit.write({ kind: 'told-outside', to: nameOf(place), ...disclosed });
    await sendToWebhook({ webhook, id: letter.key, body: JSON.stringify({ id: letter.key, ...message }), now: clock.now() });
  }

  /** What a webhook is sent, described in docs/slack.md. `text` is what Mattermost, Rocket.Chat and Google Chat show. */
  async #message(what: Omit<Body, 'place'>): Promise<{ message: Record<string, unknown>; disclosed: Disclosed }> {
    const { card, disclosed } = await this.#told(what, 'state');
    const { origin, store, latest, walkthrough } = this.#deps;
    const link = addressOf(origin, card.path).replaceAll('&amp;', '&');
    const common = { event: `${what.of}-ended`, at: new Date(what.at).toISOString(), text: `${introduced(unmarked(card.title), unmarked(card.says))} ${link}`, link };
    if (what.of === 'run') {
      const run = await latest(what.id as RunId);
      const { id, runbook, step, title, environment, state, exitStatus, startedAt, endedAt } = run;
      const person = await store.shares.has(id) ? { person: run.person } : {};
      const told = { id, runbook, step, title, environment, target: run.parameters.TARGET ?? null, state, outcome: runOutcome(run), exitStatus, startedAt, endedAt, ...person };
      return { disclosed, message: { ...common, run: told } };
    }
    const walk = await walkthrough(what.id);
    if (walk === null) throw new NotTaken('there is no such walkthrough any more', { again: false });
    const { head: { id, title, runbook, procedure, environment }, state } = walk;
    const told = { id, title, runbook, procedure, environment, target: state.parameters.TARGET ?? null, outcome: walkOutcome(state), counts: state.counts, people: state.people };
    return { disclosed, message: { ...common, walkthrough: told } };
  }

  async #told({ of, id }: Omit<Body, 'place'>, shown: Shown) {
    const told = of === 'run' ? await newsOfRun(this.#deps, id as RunId, `/go/run/${id}`, shown) : await newsOfWalk(this.#deps, id, `/go/w/${id}`, shown);
    const { card, disclosed } = told;
    if (disclosed === null) throw new NotTaken('what ended is not there any more', { again: true, afterMs: endWaitMs });
    if (!told.isOver) throw new NotTaken(of === 'run' ? 'the end is not kept yet' : 'it was opened again', { again: of === 'run', afterMs: endWaitMs });
    return { card, disclosed };
  }

  #serviceOf(runbook: string): string {
    return this.#deps.catalog.current()?.runbooks.find(({ id }) => id === runbook)?.service ?? '';
  }
}

function kindOf(place: Place): string {
  if ('person' in place) return personKind;
  return 'slack' in place ? slackEndKind : webhookKind;
}
