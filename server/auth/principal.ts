/** Who is asking, how they showed it, and what they may do. */
import { HandrailError } from '../../common/errors.ts';
import { practice } from '../../common/policy.ts';
import { type Right, rightTitles, rightsOf, type Role, roles } from '../../common/rights.ts';

export interface Person {
  /** also the id of their practice world: lower-case letters, digits and “-” */
  readonly id: string;
  readonly name: string;
}

export interface Principal {
  readonly person: Person;
  /** a browser's session cookie, a personal access token, or the credential that only this machine's owner can read */
  readonly via: 'cookie' | 'local' | 'token';
  /** hash of the session's secret; empty where there is no session */
  readonly session: string;
  readonly roles: readonly Role[];
  /** what the roles give, or less where a token narrows it */
  readonly rights: ReadonlySet<Right>;
  /** where a token lets one be; null means everywhere */
  readonly environments: readonly string[] | null;
  /** groups of the organisation's, as its identity provider says; they go on to Kubernetes */
  readonly groups: readonly string[];
}

/** The first account, of whoever runs Handrail on this machine. */
export const operator: Person = Object.freeze({ id: 'operator', name: 'Operator' });

/** The operator by the local credential: whoever can read that file may do everything on this machine anyway. */
export const localOperator: Principal = Object.freeze({ person: operator, via: 'local', session: '', roles, rights: new Set(rightsOf(roles)), environments: null, groups: [] });

const longestId = 40;

/** Takes a name as people write it; gives the id for it, or null when nothing of the name is left in one. */
export function idOfName(name: string): string | null {
  const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase().replace(/ß/g, 'ss');
  const id = plain.replace(/[^a-z0-9]+/g, '-').slice(0, longestId).replace(/^-+|-+$/g, '');
  return id === '' ? null : id;
}

/** Takes who asks and the right it takes. Throws `not-allowed` unless they have it. */
export function requireRight(principal: Principal, right: Right): void {
  if (!principal.rights.has(right)) throw new HandrailError('not-allowed', { right, title: rightTitles[right] });
}

/** Takes who asks and an environment's name. Throws `denied` where what they showed is a token for other environments. */
export function requireScope({ environments }: Principal, environment: string): void {
  if (environments === null || environments.includes(environment)) return;
  throw new HandrailError('denied', { reason: `This token is for ${environments.join(', ') || 'no environment'} only. Make one for ${environment.replace(/[^\w-]/g, '?').slice(0, 60)} too, on the page “You”.` });
}

/** Takes who asks and an environment's name. Throws `not-allowed` or `denied` unless they may work there at all. */
export function requireWorkIn(principal: Principal, environment: string): void {
  requireScope(principal, environment);
  requireRight(principal, environment === practice ? 'practise' : 'operate');
}
