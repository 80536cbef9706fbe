/** What a new token is for, where, and for how long. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Account } from '../../../common/account.ts';
import { type Right, rightTitles } from '../../../common/rights.ts';
import { type Kept, makeToken } from '../../client/account.ts';
import styles from './styles.module.css';

const spans = [7, 30, 90, 365] as const;

export default function MakeToken({ account, kept, onMade }: { account: Account; kept: Kept<Account>; onMade(token: string): void }): ReactNode {
  const { rights: offered, usualDays } = account.tokenChoice;
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly Right[]>(offered.filter((right) => right === 'view' || right === 'practise'));
  const [environment, setEnvironment] = useState('practice');
  const [days, setDays] = useState(usualDays);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void kept.act(() => makeToken({ name, rights, environments: environment === '' ? null : [environment], days })).then((answer) => {
      if (!answer.ok) return;
      setName('');
      onMade(answer.value.token);
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <h3>A new token</h3>
      <label className={styles.field}>What it is for<input required maxLength={100} placeholder="laptop" value={name} onChange={(event) => { setName(event.target.value); }} /></label>
      <fieldset className={styles.choices}>
        <legend>It may</legend>
        {offered.map((right) => (
          <label key={right} className={styles.check}>
            <input type="checkbox" checked={rights.includes(right)} onChange={(event) => { setRights(event.target.checked ? [...rights, right] : rights.filter((one) => one !== right)); }} />
            <span><strong>{right}</strong>: {rightTitles[right]}</span>
          </label>
        ))}
      </fieldset>
      <p className={styles.row}>
        <label>Where <select value={environment} onChange={(event) => { setEnvironment(event.target.value); }}>
          {account.environments.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
          <option value="">Every environment</option>
        </select></label>
        <label>For <select value={days} onChange={(event) => { setDays(Number(event.target.value)); }}>
          {spans.map((span) => <option key={span} value={span}>{span} days</option>)}
        </select></label>
        <button type="submit" className={styles.main} disabled={kept.busy || rights.length === 0}>Make it</button>
      </p>
    </form>
  );
}
