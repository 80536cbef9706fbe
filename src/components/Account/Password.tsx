/** One's password: chosen after a login link, or with the old one. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Account } from '../../../common/account.ts';
import { choosePassword, type Kept } from '../../client/account.ts';
import When from './When';
import styles from './styles.module.css';

export default function Password({ account, kept }: { account: Account; kept: Kept<Account> }): ReactNode {
  const { changedAt, needsOld } = account.password;
  const [told, setTold] = useState('');
  return (
    <section>
      <h2 id="password">Password</h2>
      <p>
        {changedAt === null ? 'You have none yet. With one, you can log in without a link.' : <>You have one, chosen <When at={changedAt} />.</>}
        {needsOld && changedAt === null && <> To choose one, open a new login link first: an administrator makes one. For 15 minutes after, it can be chosen here.</>}
        {!needsOld && changedAt !== null && <> You came by a login link just now, so you can choose another without saying the old one.</>}
      </p>
      {(!needsOld || changedAt !== null) && <Form account={account} kept={kept} onDone={setTold} />}
      <p role="status" className={styles.good}>{told}</p>
    </section>
  );
}

function Form({ account, kept, onDone }: { account: Account; kept: Kept<Account>; onDone(told: string): void }): ReactNode {
  const { needsOld, shortest } = account.password;
  const [old, setOld] = useState('');
  const [chosen, setChosen] = useState('');
  const [isShown, setShown] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone('');
    void kept.act(() => choosePassword(needsOld ? old : null, chosen)).then((answer) => {
      if (!answer.ok) return;
      setOld('');
      setChosen('');
      onDone(answer.value.ended === 0 ? 'Your password is chosen.' : `Your password is chosen, and your other sessions have ended (${answer.value.ended}). Tokens still hold; revoke those you do not know.`);
    });
  };
  const type = isShown ? 'text' : 'password';
  return (
    <form className={styles.form} onSubmit={submit}>
      {/* So that a password manager knows whose it is. */}
      <input type="text" autoComplete="username" value={account.person.id} readOnly hidden />
      {needsOld && <label className={styles.field}>Password as it is now<input type={type} autoComplete="current-password" required maxLength={1000} value={old} onChange={(event) => { setOld(event.target.value); }} /></label>}
      <label className={styles.field}>
        New password
        <input type={type} autoComplete="new-password" required minLength={shortest} maxLength={500} aria-describedby="password-hint" value={chosen} onChange={(event) => { setChosen(event.target.value); }} />
      </label>
      <p id="password-hint" className={styles.hint}>At least {shortest} characters. A short sentence of your own is easy to remember and hard to guess. Other sessions of yours end.</p>
      <label className={styles.check}><input type="checkbox" checked={isShown} onChange={(event) => { setShown(event.target.checked); }} /> Show what I type</label>
      <p><button type="submit" className={styles.main} disabled={kept.busy}>Choose this password</button></p>
    </form>
  );
}
