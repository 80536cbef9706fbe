/** Ids, from outside: tests want the same ones every time. */
import { createHash, randomInt, randomUUID } from 'node:crypto';

export interface Ids {
  /** a UUID */
  uid(): string;
  /** so many letters and digits that spell no word, as in names of pods */
  suffix(length: number): string;
}

/** No vowels and no look-alikes (k8s.io/apimachinery/pkg/util/rand). */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

export const randomIds: Ids = {
  uid: () => randomUUID(),
  suffix: (length) => Array.from({ length }, () => letters[randomInt(letters.length)]).join(''),
};

/** Takes any JSON value; gives ten letters and digits that are the same for values that say the same. */
export function hashOf(value: unknown): string {
  const digest = createHash('sha256').update(canonical(value)).digest();
  return Array.from(digest.subarray(0, 10), (byte) => letters[byte % letters.length]).join('');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
