/**
 * Links in Slack that lead here: each is shown as a card, as much of it as its channel may see. A card of a run or a walkthrough
 * is shown anew when that ends. What Slack asks for is kept before it is answered, so nothing is lost and nothing done twice.
 */
import type { Audit } from '../audit/log.ts';
import type { Shown } from '../config/slack.ts';
import type { ResultsStore } from '../freshness/results.ts';
import { type LinkTarget, resolveAddress } from '../links/resolve.ts';
import { NotTaken, type Outbox } from '../outbox/outbox.ts';
import type { Letter } from '../store/outbox.ts';
import type { UnfurlPlace } from '../store/unfurls.ts';
import type { SlackApi } from './api.ts';
import { blocksOf, type Card } from './blocks.ts';
import { newestFirst, placeCard, stepsOf } from './cards.ts';
import type { SlackEvent } from './events.ts';
import { type NewsDeps, newsOfRun, newsOfWalk, type Told } from './news.ts';

export interface UnfurlDeps extends NewsDeps {
  audit: Audit;
  outbox: Outbox;
  api: SlackApi;
  results: ResultsStore;
  origin: string;
  /** how much a channel is shown, by its id */
  shownIn(channel: string): Shown;
}

export const unfurlKind = 'slack-unfurl';

/** What waits: links in one message. `isLast` for the card of something that has ended. */
interface Body {
  readonly place: Omit<UnfurlPlace, 'url'>;
  readonly urls: readonly string[];
  readonly isLast: boolean;
}

/** How long a card that shows an end waits for that end to be kept, in milliseconds. */
const endWaitMs = 1_000;

export class Unfurling {
  readonly #deps: UnfurlDeps;

  constructor(deps: UnfurlDeps) {
    this.#deps = deps;
    deps.outbox.carry(unfurlKind, (letter) => this.#carry(letter));
  }

  /** Takes links in a message; keeps that they are to be shown. The same event again is nothing new. */
  async receive({ event, channel, ts, unfurlId, source, urls }: Extract<SlackEvent, { kind: 'links' }>): Promise<void> {
    const ours = urls.filter((url) => this.#targetOf(url) !== null);
    if (ours.length === 0) return;
    const body: Body = { place: { channel, ts, unfurlId, source }, urls: ours, isLast: false };
    await this.#deps.outbox.post({ key: `slack-event:${event}`, kind: unfurlKind, lane: `slack:${channel}`, body });
  }

  /** Takes a run or walkthrough that ended (`run:…`, `walkthrough:…`) and when; keeps that its cards are to be shown anew. */
  async ended(subject: string, at: number): Promise<void> {
    for (const { url, ...place } of await this.#deps.store.unfurls.of(subject)) {
      const body: Body = { place, urls: [url], isLast: true };
      await this.#deps.outbox.post({ key: `slack-again:${subject}:${at}:${place.channel}:${place.ts}:${url}`, kind: unfurlKind, lane: `slack:${place.channel}`, body });
    }
  }

  async #carry(letter: Letter): Promise<void> {
    const { place, urls, isLast } = letter.body as Body;
    const { audit, api, origin, shownIn } = this.#deps;
    const shown = place.source === 'composer' ? 'page' : shownIn(place.channel);
    const cards: [string, Card][] = [];
    for (const url of urls) {
      const told = await this.#told(url, place, shown);
      if (told === null) continue;
      if (isLast && !told.isOver && told.disclosed !== null) throw new NotTaken('the end is not kept yet', { again: true, afterMs: endWaitMs });
      if (told.disclosed !== null) audit.write({ kind: 'told-outside', to: `slack:${place.channel}`, ...told.disclosed });
      cards.push([url, told.card]);
    }
    if (cards.length === 0) return;
    await api.unfurl({ ...place, url: urls[0] ?? '' }, Object.fromEntries(cards.map(([url, card]) => [url, { blocks: blocksOf(card, origin) }])));
  }

  async #told(url: string, place: Omit<UnfurlPlace, 'url'>, shown: Shown): Promise<Told | null> {
    const target = this.#targetOf(url);
    if (target === null) return null;
    const { store, clock } = this.#deps;
    if (target.kind === 'run' || target.kind === 'walkthrough') {
      const subject = target.kind === 'run' ? `run:${target.run}` : `walkthrough:${target.walkthrough}`;
      // Kept before it is looked at: an end that comes in between finds it.
      if (shown !== 'page' && place.source !== 'composer') await store.unfurls.keep(subject, { ...place, url }, clock.now());
      return target.kind === 'run' ? await newsOfRun(this.#deps, target.run, target.page, shown) : await newsOfWalk(this.#deps, target.walkthrough, target.page, shown);
    }
    return await this.#ofPlace(target, shown);
  }

  /** How a place's last run ended is more than its page says to anybody. */
  async #ofPlace(target: Exclude<LinkTarget, { kind: 'run' | 'walkthrough' }>, shown: Shown): Promise<Told> {
    if (target.kind === 'gone') return { card: { title: 'This link leads nowhere any more', path: target.page, says: target.why, facts: [], output: '' }, isOver: false, disclosed: null };
    const { store, results, clock } = this.#deps;
    const last = shown === 'page' ? null : await store.lastRuns.ofSteps(target.runbook.id, stepsOf(target).map(({ id }) => id));
    const [newest] = newestFirst(last ?? []);
    return { card: placeCard(target, results.current(), last, clock.now()), isOver: false, disclosed: newest === undefined ? null : { run: newest.id, environment: newest.environment, shown: 'state' } };
  }

  /** Only what stands at our own address is ours. */
  #targetOf(address: string): LinkTarget | null {
    if (!URL.canParse(address)) return null;
    const url = new URL(address);
    return url.origin === this.#deps.origin ? resolveAddress(url, this.#deps.catalog.require()) : null;
  }
}
