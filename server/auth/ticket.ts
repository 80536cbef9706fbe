/**
 * Tickets that open one WebSocket: single use, 30 s, for the person and session that asked. They go in the first message,
 * never in a URL. Kept in memory only: after a restart the page asks for another.
 */
import type { Clock } from '../clock.ts';
import type { Principal } from './principal.ts';
import { hashSecret, newSecret } from './secret.ts';

export const ticketLifeMs = 30_000;
/** Outstanding tickets of everybody; the oldest go first. A page holds one for milliseconds. */
const mostTickets = 10_000;

export class Tickets {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { person: string; session: string; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes who asks; gives a new ticket. */
  issue(principal: Principal): string {
    this.#sweep();
    const ticket = newSecret(this.#clock);
    this.#issued.set(hashSecret(ticket), {
      person: principal.person.id, session: principal.session, until: this.#clock.now() + ticketLifeMs,
    });
    return ticket;
  }

  /** Takes a ticket and who presents it; tells whether it is theirs and fresh. Presenting it uses it up. */
  redeem(ticket: string, principal: Principal): boolean {
    const hash = hashSecret(ticket);
    const issued = this.#issued.get(hash);
    this.#issued.delete(hash);
    return issued !== undefined && this.#clock.now() < issued.until
      && issued.person === principal.person.id && issued.session === principal.session;
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [hash, { until }] of this.#issued) {
      if (until > now && this.#issued.size < mostTickets) return;
      this.#issued.delete(hash);
    }
  }
}
