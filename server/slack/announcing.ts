/**
 * Announcements: what a person read, changed and sent, posted under their name into a channel that the step names. On record
 * before it is posted, and once for a key: where nobody knows whether a post arrived, it is looked for, and not posted again.
 */
import { createHash } from 'node:crypto';
import type { AnnounceAsked, AnnouncedSay, AnnounceOffer } from '../../common/announcement.ts';
import { longestAnnouncement } from '../../common/catalog/mdx/announce.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { showsDigest } from '../../common/catalog/shown-digest.ts';
import type { ManualStep } from '../../common/catalog/step.ts';
import { HandrailError } from '../../common/errors.ts';
import { practice } from '../../common/policy.ts';
import { maskSecrets } from '../../common/secret-text.ts';
import type { Audit } from '../audit/log.ts';
import { type Principal, requireWorkIn } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { ChatConfig } from '../config/slack.ts';
import { NotTaken } from '../outbox/outbox.ts';
import { placePath } from '../links/resolve.ts';
import { findEnvironment, findRunbook } from '../runs/plan.ts';
import type { Announced } from '../store/announcements.ts';
import type { Store } from '../store/store.ts';
import type { SlackApi } from './api.ts';
import { type Block, section } from './blocks.ts';
import { link, oneLine, paragraphs } from './text.ts';

export interface AnnounceDeps {
  store: Store;
  audit: Audit;
  clock: Clock;
  catalog: CatalogStore;
  environments(): Environments;
  /** null where there is no app */
  api: SlackApi | null;
  /** as they are now */
  channels(): ChatConfig['channels'];
  origin: string;
}

type Place = Pick<AnnounceAsked, 'runbook' | 'step' | 'environment'>;

/** What Slack's refusals mean to whoever sends: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const meanings: Readonly<Record<string, string>> = {
  not_in_channel: 'Handrail is not in that channel. Invite it there (`/invite @Handrail`), then send again.',
  channel_not_found: 'Slack knows no such channel, or Handrail is not in it. Invite it there (`/invite @Handrail`), then send again.',
  is_archived: 'That channel is archived. Choose another, or copy the text.',
  ratelimited: 'Slack asks to wait a moment. Send it again in a minute.',
  invalid_auth: 'Slack does not take Handrail’s token any more. Copy the text, and tell whoever runs Handrail.',
  token_revoked: 'Slack does not take Handrail’s token any more. Copy the text, and tell whoever runs Handrail.',
  account_inactive: 'Slack does not take Handrail’s token any more. Copy the text, and tell whoever runs Handrail.',
};
/** With these it may have been posted, as the same page says. */
const halfDone: ReadonlySet<string> = new Set(['internal_error', 'fatal_error']);
/** Announcements of one person at once, and how long until the next, in milliseconds: each is kept for ever, and read by a whole channel. */
const pace = { burst: 30, everyMs: 10_000 } as const;
const unsure = 'Slack did not answer in time, so nobody knows whether it was posted. Look into the channel before you send it again.';

export class Announcing {
  readonly #deps: AnnounceDeps;
  readonly #pace: RateLimit;

  constructor(deps: AnnounceDeps) {
    this.#deps = deps;
    this.#pace = new RateLimit(deps.clock, pace.burst, pace.everyMs);
  }

  /** Takes who asks and a step; gives how it can be announced there. Throws what says that they may not. */
  async offer(principal: Principal, place: Place): Promise<AnnounceOffer> {
    const { step } = this.#find(principal, place);
    const last = await this.#deps.store.announcements.last(place.runbook, place.step, place.environment);
    return { way: this.#way(place.environment), channels: step.announce.channels, last: last === null ? null : await this.#said(last) };
  }

  /** Takes who sends, what, and their key; posts it once, or shows it in practice. Throws `announce-refused` and what says that they may not. */
  async send(principal: Principal, asked: AnnounceAsked, key: string): Promise<AnnouncedSay> {
    const { runbook, step } = this.#find(principal, asked);
    if (!showsDigest(asked.digest, step.digest)) throw new HandrailError('stale-step');
    if (!step.announce.channels.some(({ name }) => name === asked.channel)) throw refuse('This step is not announced in that channel. Reload the page, and choose one that it names.');
    const text = asked.text.trim();
    if (text === '' || text.length > longestAnnouncement) throw refuse(`An announcement has 1 to ${longestAnnouncement} characters; this one has ${text.length}.`);
    if (maskSecrets(text) !== text) throw refuse('The text holds what looks like a secret. Take it out: everybody in the channel would read it.');
    const way = this.#way(asked.environment);
    if (way === 'none') throw refuse('Handrail is not at Slack here. Copy the text, post it yourself, and tick the step.');
    if (!this.#pace.take(principal.person.id)) throw new HandrailError('too-fast');
    const { audit, store, clock } = this.#deps;
    audit.write({
      kind: 'announced', by: principal.person.id, environment: asked.environment, runbook: asked.runbook, step: asked.step, digest: step.digest, channel: asked.channel,
      text: createHash('sha256').update(text).digest('hex'), way,
    });
    const announced: Announced = {
      id: crypto.randomUUID(), person: principal.person.id, environment: asked.environment, runbook: asked.runbook, step: asked.step, channel: asked.channel, text,
      state: 'sending', permalink: '', at: clock.now(),
    };
    const known = await store.announcements.begin(announced, key);
    if (known !== null) return await this.#again(known, announced);
    if (way === 'practice') return await this.#end(announced, 'practised', '');
    return await this.#end(announced, 'posted', await this.#post(principal, announced, runbook));
  }

  /** The same key again: what became of it, never a second post. */
  async #again(known: Announced, { text, channel }: Announced): Promise<AnnouncedSay> {
    if (known.text !== text || known.channel !== channel) throw new HandrailError('key-reused');
    if (known.state === 'sending') {
      const found = await this.#found(known);
      if (found === null) throw refuse(unsure);
      return await this.#end(known, 'posted', found);
    }
    if (known.state === 'refused') throw refuse('Slack did not take it before. Send it again.');
    return await this.#said(known);
  }

  async #post({ person }: Principal, announced: Announced, entry: Runbook): Promise<string> {
    const { api, store, origin } = this.#deps;
    if (api === null) return '';
    const { id, runbook, step, environment, text, channel } = announced;
    const by = `${oneLine(person.name)} · ${link(origin, placePath(entry, step), `${entry.title} (${environment})`)}`;
    const blocks: Block[] = [...paragraphs(text).map(section), section(`— ${by}, by Handrail: ${oneLine(runbook)}`)];
    try {
      const post = await api.post(this.#idOf(channel), blocks, oneLine(text, 300), keyOf(announced));
      return await api.permalink(post);
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      const name = /^Slack (?:said |asks to wait \()(\w+)/.exec(error.message)?.[1] ?? '';
      if (name === '' || halfDone.has(name)) {
        const found = await this.#found(announced);
        if (found === null) throw refuse(unsure);
        return found;
      }
      await store.announcements.end(id, 'refused', '');
      throw refuse(meanings[name] ?? `Slack did not take it (${name}). Copy the text, and tell whoever runs Handrail.`);
    }
  }

  /** Takes one whose post was not answered; gives the post's address when it stands in the channel (empty when Slack gives none), or null when nobody knows. */
  async #found(announced: Announced): Promise<string | null> {
    const { api } = this.#deps;
    const post = await api?.find(this.#idOf(announced.channel), keyOf(announced), announced.at).catch(() => null) ?? null;
    return api === null || post === null || typeof post === 'string' ? null : await api.permalink(post);
  }

  async #end(announced: Announced, state: 'posted' | 'practised', permalink: string): Promise<AnnouncedSay> {
    await this.#deps.store.announcements.end(announced.id, state, permalink);
    return await this.#said({ ...announced, state, permalink });
  }

  async #said({ channel, person, at, state, permalink }: Announced): Promise<AnnouncedSay> {
    const by = (await this.#deps.store.persons.find(person))?.name ?? person;
    return { channel, by, at, state: state === 'practised' ? 'practised' : 'posted', permalink };
  }

  #find(principal: Principal, place: Place): { runbook: Runbook; step: ManualStep & { announce: NonNullable<ManualStep['announce']> } } {
    requireWorkIn(principal, place.environment);
    const runbook = findRunbook(this.#deps.catalog.require(), place.runbook);
    findEnvironment(runbook, this.#deps.environments(), place.environment);
    const step = runbook.steps.find(({ id }) => id === place.step);
    if (step?.kind !== 'manual' || step.announce === undefined) throw new HandrailError('unknown-step', { runbook: runbook.id, step: place.step });
    return { runbook, step: { ...step, announce: step.announce } };
  }

  #way(environment: string): AnnounceOffer['way'] {
    if (environment === practice) return 'practice';
    return this.#deps.api === null ? 'none' : 'slack';
  }

  /** Slack takes names too, but an id still fits when a channel is renamed. */
  #idOf(name: string): string {
    return Object.entries(this.#deps.channels()).find(([, channel]) => channel.name === name)?.[0] ?? name;
  }
}

/** What the post is known by. */
function keyOf({ id }: Announced): string {
  return `announcement:${id}`;
}

function refuse(why: string): HandrailError {
  return new HandrailError('announce-refused', { why });
}
