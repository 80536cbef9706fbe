/** Lets somebody in who is new: a name, roles, and a login link to hand to them. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Role } from '../../../common/rights.ts';
import { invite, type Kept } from '../../client/account.ts';
import styles from '../Account/styles.module.css';
import type { Link } from './link.ts';
import RoleChoice from './RoleChoice';

export default function Invite({ kept, onLink }: { kept: Kept<unknown>; onLink(link: Link): void }): ReactNode {
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['trainee']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void kept.act(() => invite(name, roles)).then((answer) => {
      if (!answer.ok) return;
      setName('');
      setRoles(['trainee']);
      onLink(answer.value);
    });
  };
  return (
    <section>
      <h2 id="invite">Let somebody in</h2>
      <form className={styles.form} onSubmit={submit}>
        <label className={styles.field}>Their name<input required maxLength={100} value={name} onChange={(event) => { setName(event.target.value); }} /></label>
        <RoleChoice chosen={roles} onChoose={setRoles} />
        <p><button type="submit" className={styles.main} disabled={kept.busy}>Make a login link</button></p>
      </form>
    </section>
  );
}
