/** Who may do what, as an administrator says it. What changes holds at once, and is recorded before. */
import { HandrailError } from '../../common/errors.ts';
import { type Role, roles as allRoles } from '../../common/rights.ts';
import type { Audit } from '../audit/log.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Principal } from './principal.ts';
import type { Sessions } from './sessions.ts';

export interface PeopleDeps {
  store: Store;
  sessions: Sessions;
  audit: Audit;
  clock: Clock;
}

export class People {
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /**
   * Takes who asks, whose roles, which, and whether they are sure; sets them. Throws `unknown-person`, `last-admin`, or
   * `self-demotion` where they would take the right to administer from themselves and have not said that they are sure.
   */
  async setRoles(by: Principal, id: string, given: readonly Role[], sure: boolean): Promise<Role[]> {
    const { store, sessions, audit } = this.#deps;
    const { roles: before } = await this.#standing(id);
    const roles = allRoles.filter((role) => given.includes(role));
    if (!roles.includes('admin')) askWhetherSure(by, id, sure);
    audit.write({ kind: 'roles-changed', by: by.person.id, person: id, before, roles });
    if (!await store.persons.setRoles(id, roles)) throw new HandrailError('last-admin');
    sessions.tellChange(id);
    return roles;
  }

  /** Takes who asks, whom, and whether they are sure; who is disabled is logged out everywhere and cannot log in. Throws as `setRoles` does. */
  async disable(by: Principal, id: string, sure: boolean): Promise<void> {
    const { store, sessions, audit, clock } = this.#deps;
    await this.#standing(id);
    askWhetherSure(by, id, sure);
    audit.write({ kind: 'person-disabled', by: by.person.id, person: id });
    if (!await store.persons.setDisabled(id, clock.now())) throw new HandrailError('last-admin');
    await sessions.endOthers(id, '');
    // Tokens are left as they are: they hold again once somebody is enabled.
    sessions.tellChange(id);
  }

  /** Takes who asks and whom; they may log in again. Throws `unknown-person`. */
  async enable(by: Principal, id: string): Promise<void> {
    const { store, sessions, audit } = this.#deps;
    await this.#standing(id);
    audit.write({ kind: 'person-enabled', by: by.person.id, person: id });
    await store.persons.setDisabled(id, null);
    sessions.tellChange(id);
  }

  async #standing(id: string): Promise<{ roles: Role[]; disabled: boolean }> {
    const standing = await this.#deps.store.persons.standing(id);
    if (standing === null) throw new HandrailError('unknown-person', { person: id });
    return standing;
  }
}

/** The local credential is no login of the operator's that could be lost: whoever has it can put everything back. */
function askWhetherSure(by: Principal, id: string, sure: boolean): void {
  if (by.via !== 'local' && by.person.id === id && !sure) throw new HandrailError('self-demotion');
}
