/** Who is asking, and how they showed it. */
export interface Person {
  /** also the id of their practice world: lower-case letters, digits and “-” */
  readonly id: string;
  readonly name: string;
}

export interface Principal {
  readonly person: Person;
  /** a browser's session cookie, or the credential that only this machine's owner can read */
  readonly via: 'cookie' | 'local';
  /** hash of the session's secret; empty for the local credential, which has no session */
  readonly session: string;
}

/** The first account, of whoever runs Handrail on this machine. */
export const operator: Person = Object.freeze({ id: 'operator', name: 'Operator' });

const longestId = 40;

/** Takes a name as people write it; gives the id for it, or null when nothing of the name is left in one. */
export function idOfName(name: string): string | null {
  const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase().replace(/ß/g, 'ss');
  const id = plain.replace(/[^a-z0-9]+/g, '-').slice(0, longestId).replace(/^-+|-+$/g, '');
  return id === '' ? null : id;
}
