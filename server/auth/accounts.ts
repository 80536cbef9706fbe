/** Passwords, tokens and people, opened together: one of each for a server. */
import { Passwords } from './passwords.ts';
import type { PasswordHasher } from './password-hash.ts';
import { People, type PeopleDeps } from './people.ts';
import { Tokens } from './tokens.ts';

export interface Accounts {
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  readonly people: People;
}

/** Takes what they need, and what hashes passwords where that is another than usual; gives them. */
export function openAccounts(deps: PeopleDeps, hasher?: PasswordHasher): Accounts {
  return { passwords: new Passwords(deps, hasher), tokens: new Tokens(deps), people: new People(deps) };
}
