/**
 * Passwords: logging in with one, and choosing one. Whoever asks learns nothing of which names there are: an unknown name,
 * somebody without a password and a disabled account are answered as a wrong password is, after as much work, and lock in
 * the same way.
 */
import { HandrailError } from '../../common/errors.ts';
import type { Audit } from '../audit/log.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { lockout } from './lockout.ts';
import { PasswordHasher } from './password-hash.ts';
import { longestPassword, whyNot } from './password-rules.ts';
import { idOfName, type Person, type Principal } from './principal.ts';
import { linkLifeMs, type Sessions } from './sessions.ts';

export interface PasswordDeps {
  store: Store;
  sessions: Sessions;
  audit: Audit;
  clock: Clock;
}

/** After a login link was used, a password may be chosen for this long without the old one. */
export const proofLifeMs = linkLifeMs;

export class Passwords {
  readonly #deps: PasswordDeps;
  readonly #hasher: PasswordHasher;

  constructor(deps: PasswordDeps, hasher = new PasswordHasher(deps.clock)) {
    this.#deps = deps;
    this.#hasher = hasher;
  }

  /** Takes a name as it was typed and a password; gives whose they are. Throws `login-wrong`, `login-locked` or `too-fast`. */
  async check(name: string, password: string): Promise<Person> {
    const { store } = this.#deps;
    const id = idOfName(name) ?? '';
    const [person, standing, kept] = await Promise.all([store.persons.find(id), store.persons.standing(id), store.passwords.find(id)]);
    const isRight = await this.#try(id, person, password, kept?.hash ?? null);
    if (!isRight || person === null || standing?.disabled !== false) throw this.#refuse(person, new HandrailError('login-wrong'));
    await store.loginAttempts.forget(id);
    return person;
  }

  /**
   * Takes who asks, the old password (null: a login link was used just now) and the new one; keeps it and ends all other
   * sessions of theirs. Gives how many ended. Throws `password-proof`, `login-wrong`, `login-locked`, `password-refused` or `too-fast`.
   */
  async change({ person, session }: Principal, old: string | null, password: string): Promise<number> {
    const { store, sessions, audit, clock } = this.#deps;
    const kept = await store.passwords.find(person.id);
    if (old !== null) {
      if (!await this.#try(person.id, person, old, kept?.hash ?? null)) throw this.#refuse(person, new HandrailError('old-password-wrong'));
      await store.loginAttempts.forget(person.id);
    } else if (!await this.mayChooseAnew(person.id, session)) throw new HandrailError('password-proof');
    const why = await whyNot(password, person);
    if (why !== null) throw new HandrailError('password-refused', { why });
    const hash = await this.#hasher.hash(password);
    // Hashing took a while: whoever was logged out meanwhile sets nothing.
    if (!await sessions.holds(session)) throw new HandrailError('not-logged-in');
    audit.write({ kind: 'password-set', person: person.id, by: old === null ? 'link' : 'old-password' });
    await store.passwords.set(person.id, hash, clock.now());
    return await sessions.endOthers(person.id, session);
  }

  /** Takes a person's id and the hash of their session; tells whether it began with a login link just now. */
  async mayChooseAnew(person: string, session: string): Promise<boolean> {
    const own = (await this.#deps.sessions.list(person)).find(({ hash }) => hash === session);
    return own?.begunBy === 'link' && this.#deps.clock.now() - own.createdAt < proofLifeMs;
  }

  async #try(id: string, person: Person | null, password: string, kept: string | null): Promise<boolean> {
    const { store, audit, clock } = this.#deps;
    const { mayGoOn, lockedUntil } = await store.loginAttempts.begin(id, clock.now(), lockout);
    if (!mayGoOn) throw this.#refuse(person, locked(lockedUntil, clock.now()));
    // Nobody has a longer one; it is not hashed, whoever it is tried for.
    const { isRight, isOld } = password.length > 4 * longestPassword ? { isRight: false, isOld: false } : await this.#hasher.verify(password, kept);
    if (isRight && isOld && kept !== null) await store.passwords.renew(id, kept, await this.#hasher.hash(password));
    if (!isRight && lockedUntil > clock.now() && person !== null) audit.write({ kind: 'login-locked', person: person.id, until: lockedUntil });
    return isRight;
  }

  /** Records a refusal. The name is told only where it is somebody's: people type passwords into the wrong field. */
  #refuse(person: Person | null, error: HandrailError): HandrailError {
    this.#deps.audit.write({ kind: 'login-refused', code: error.code, ...(person === null ? {} : { person: person.id }) });
    return error;
  }
}

function locked(until: number, now: number): HandrailError {
  const seconds = Math.ceil((until - now) / 1_000);
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return new HandrailError('login-locked', { at: until, until: `${new Date(until).toISOString().slice(11, 19)} UTC`, wait });
}
