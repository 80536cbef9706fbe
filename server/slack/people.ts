/**
 * Who somebody is at Slack: by what the operator said of them, else by the e-mail address that their identity provider has verified.
 * Nobody says their own: a message would go to whoever's address they wrote. What Slack answers is kept for a while.
 */
import type { Reach } from '../../common/subscription.ts';
import type { Clock } from '../clock.ts';
import { type ChatConfig, memberId } from '../config/slack.ts';
import { NotTaken } from '../outbox/outbox.ts';
import type { SignOns } from '../store/sign-ons.ts';
import type { SlackApi } from './api.ts';

export interface PeopleDeps {
  clock: Clock;
  signOns: Pick<SignOns, 'emailOf'>;
  api: Pick<SlackApi, 'memberOf'> | null;
  /** as it holds now */
  people(): ChatConfig['people'];
}

/** For how long an answer holds, in milliseconds: who came to Slack today is found soon. */
const knownMs = { somebody: 3_600_000, nobody: 5 * 60_000 } as const;
/** Answers that are kept. */
const mostKnown = 1_000;
/** Whoever asks to be told waits at most so long for Slack to say whether it knows them, in milliseconds. */
const patienceMs = 2_000;

export class SlackPeople {
  readonly #deps: PeopleDeps;
  readonly #known = new Map<string, { until: number; member: Promise<string | null> }>();

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /** Takes a person; gives Slack's id of theirs, or null when there is none. Throws `NotTaken`. */
  async member(person: string): Promise<string | null> {
    const address = await this.#addressOf(person);
    if (address === '') return null;
    return memberId.test(address) ? address : await this.#look(address);
  }

  /** Takes a person; tells whether there is anything to find them by. */
  async isKnown(person: string): Promise<boolean> {
    return await this.#addressOf(person) !== '';
  }

  /** Takes a person; gives how a message comes to them, as far as Slack says so soon. */
  async reach(person: string): Promise<Reach> {
    if (this.#deps.api === null) return 'none';
    const address = await this.#addressOf(person);
    if (address === '' || memberId.test(address)) return address === '' ? 'no-address' : 'direct';
    const { promise: late, resolve } = Promise.withResolvers<Reach>();
    const timer = setTimeout(() => { resolve('away'); }, patienceMs);
    const found = this.#look(address).then((member) => (member === null ? 'stranger' : 'direct'), (error: unknown) => (error instanceof NotTaken && !error.again ? 'refused' : 'away'));
    return await Promise.race<Reach>([found, late]).finally(() => { clearTimeout(timer); });
  }

  async #addressOf(person: string): Promise<string> {
    const people = this.#deps.people();
    return Object.hasOwn(people, person) ? people[person] ?? '' : await this.#deps.signOns.emailOf(person);
  }

  #look(address: string): Promise<string | null> {
    const { clock, api } = this.#deps;
    if (api === null) return Promise.resolve(null);
    const known = this.#known.get(address);
    if (known !== undefined && known.until > clock.now()) return known.member;
    if (this.#known.size >= mostKnown) this.#known.clear();
    const mine = { until: clock.now() + knownMs.nobody, member: api.memberOf(address) };
    this.#known.set(address, mine);
    mine.member.then((member) => { if (member !== null) mine.until = clock.now() + knownMs.somebody; }, () => { if (this.#known.get(address) === mine) this.#known.delete(address); });
    return mine.member;
  }
}
