/** What is taken from a provider's claims: who that is, what they are called, and their groups. Whatever else is there is left. Pure. */
import { emailAddress } from '../config/slack.ts';
import { idOfName } from './principal.ts';

export interface Claimed {
  readonly issuer: string;
  readonly subject: string;
  /** the provider's own name of this login; empty when it gives none */
  readonly sid: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** the e-mail address that the provider has verified; empty where it tells none */
  readonly email: string;
}

/** OpenID Connect Core 1.0, section 2: a subject has at most 255 ASCII characters. */
const longestSubject = 255;
const longestName = 100;
/** Each becomes a header towards Kubernetes; servers take 8 to 16 KiB of headers. */
const mostGroups = 200;
const longestGroup = 200;

/** Takes the claims of a checked ID token and the claim that lists groups; gives what we take, or null when nobody is named. */
export function readClaims(claims: Readonly<Record<string, unknown>>, groupsClaim: string): Claimed | null {
  const { iss, sub, sid } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || sub.length > longestSubject) return null;
  return { issuer: iss, subject: sub, sid: typeof sid === 'string' ? sid.slice(0, longestSubject) : '', name: nameOf(claims), groups: groupsOf(claimAt(claims, groupsClaim)), email: emailOf(claims) };
}

/** Takes claims and the name of one; tells whether it is there. */
export function hasClaim(claims: Readonly<Record<string, unknown>>, name: string): boolean {
  return claimAt(claims, name) !== undefined;
}

/** A claim's name may hold dots (`https://example.org/groups`), and it may stand inside another (`realm_access.roles`). */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

function nameOf(claims: Readonly<Record<string, unknown>>): string {
  for (const claim of ['name', 'preferred_username', 'email', 'sub']) {
    const value = claims[claim];
    const shown = typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim().slice(0, longestName) : '';
    if (shown !== '') return shown;
  }
  return 'somebody';
}

/** Only one that the provider says it has verified (OpenID Connect Core 1.0, section 5.1): else anybody could write somebody else's there. */
function emailOf({ email, email_verified: isVerified }: Readonly<Record<string, unknown>>): string {
  return isVerified === true && typeof email === 'string' && emailAddress.test(email) ? email : '';
}

/**
 * One group as a string, or a list of them. What could not stand in a header is left out, and so is `system:…`: these groups
 * are Kubernetes' own, and no provider may put anybody into one (`system:masters` may do everything).
 */
function groupsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fit = list.filter((group): group is string => typeof group === 'string' && group.length <= longestGroup && /^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(group) && !/^\s*system:/i.test(group));
  return [...new Set(fit)].slice(0, mostGroups);
}

/** Takes a name and a digest of issuer and subject (hex); gives the id of a person: readable, and unlike that of a name alone. */
export function idOfClaimed(name: string, digest: string, digits = 8): string {
  const base = (idOfName(name) ?? 'person').slice(0, 39 - digits).replace(/-+$/, '');
  return `${base}-${digest.slice(0, digits)}`;
}
