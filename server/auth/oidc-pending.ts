/**
 * Logins that somebody has begun and the provider has not finished: for ten minutes, each once, and only for the browser
 * that began it, which shows the secret of a cookie. In memory: after a restart one begins again.
 */
import type { Clock } from '../clock.ts';
import { hashSecret, newSecret } from './secret.ts';

export interface PendingLogin {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's code verifier (RFC 7636) */
  readonly verifier: string;
  /** path of ours to go back to */
  readonly to: string;
  /** hash of the session the browser had when it began; empty without one */
  readonly before: string;
}

export const pendingLifeMs = 10 * 60_000;
/** Those begun by everybody; the oldest go first. */
const mostPending = 10_000;

export class PendingLogins {
  readonly #clock: Clock;
  readonly #begun = new Map<string, { login: PendingLogin; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a login that begins; gives the secret that finishes it. */
  add(login: PendingLogin): string {
    const now = this.#clock.now();
    for (const [hash, { until }] of this.#begun) {
      if (until > now && this.#begun.size < mostPending) break;
      this.#begun.delete(hash);
    }
    const secret = newSecret(this.#clock);
    this.#begun.set(hashSecret(secret), { login, until: now + pendingLifeMs });
    return secret;
  }

  /** Takes a secret; gives the login it finishes, or null. Whatever comes of it, it is used up. */
  take(secret: string): PendingLogin | null {
    const hash = hashSecret(secret);
    const begun = this.#begun.get(hash);
    this.#begun.delete(hash);
    return begun !== undefined && this.#clock.now() < begun.until ? begun.login : null;
  }
}
