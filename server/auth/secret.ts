/**
 * Secrets of our own making: login links, sessions, tickets, the local credential. 256 random bits in a spelling that is
 * safe in a URL's fragment and in a cookie. Only their hash is kept; a hash of so many random bits needs no salt.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';

const secretBytes = 32;

/** Takes the clock; gives a new secret, 43 characters. */
export function newSecret(clock: Clock): string {
  return Buffer.from(clock.random(secretBytes)).toString('base64url');
}

/** Takes a secret, ours or one that somebody presents; gives what is kept of it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes a presented secret and the hash of the right one; tells in constant time whether they belong together. */
export function isSecret(presented: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(presented), 'hex'), Buffer.from(hash, 'hex'));
}
