/** The form that says which runs are looked for. */
import type { ReactNode } from 'react';
import cards from '@generated/handrail-catalog/default/cards.json';
import { type Outcome, outcomes } from '../../../common/history.ts';
import type { Environment } from '../../client/session.ts';
import { type Choice, everyone, mine, usual } from './choice.ts';
import { usePersons } from './use-persons.ts';
import styles from './filters.module.css';

interface Props {
  choice: Choice;
  environments: readonly Environment[];
  onChoose(choice: Choice): void;
}

const titles: Readonly<Record<Outcome, string>> = {
  'going': 'Going on', 'expected': 'As expected', 'unexpected': 'Not as expected', 'stopped': 'Stopped', 'timed-out': 'Timed out', 'lost': 'Lost',
};

/** Takes the choice in force; gives the form. Each field looks at once. */
export default function Filters({ choice, environments, onChoose }: Props): ReactNode {
  const persons = usePersons(choice.whose);
  const change = (part: Partial<Choice>) => { onChoose({ ...choice, ...part }); };
  const places = ([['procedure', choice.procedure], ['step', choice.step]] as const).filter(([, value]) => value !== '');
  return (
    <form className={styles.filters} role="search" aria-label="Which runs" onSubmit={(event) => { event.preventDefault(); }}>
      <label className={styles.field}>Whose
        <select value={choice.whose} onChange={({ target: { value } }) => { change({ whose: value }); }}>
          <option value={mine}>Mine</option>
          <option value={everyone}>Everybody’s</option>
          {persons.length > 0 && <optgroup label="One person’s">{persons.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</optgroup>}
        </select>
      </label>
      <label className={styles.field}>Runbook
        <select value={choice.runbook} onChange={(event) => { change({ runbook: event.target.value, procedure: '', step: '' }); }}>
          <option value="">All</option>
          {choice.runbook !== '' && !cards.some(({ id }) => id === choice.runbook) && <option value={choice.runbook}>{choice.runbook}</option>}
          {cards.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
        </select>
      </label>
      <label className={styles.field}>Environment
        <select value={choice.environment} onChange={(event) => { change({ environment: event.target.value }); }}>
          <option value="">All</option>
          {environments.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
        </select>
      </label>
      <label className={styles.field}>How it ended
        <select value={choice.outcome} onChange={(event) => { change({ outcome: event.target.value as Choice['outcome'] }); }}>
          <option value="">All</option>
          {outcomes.map((outcome) => <option key={outcome} value={outcome}>{titles[outcome]}</option>)}
        </select>
      </label>
      <label className={styles.field}>From <input type="date" value={choice.from} onChange={(event) => { change({ from: event.target.value }); }} /></label>
      <label className={styles.field}>To <input type="date" value={choice.to} onChange={(event) => { change({ to: event.target.value }); }} /></label>
      <div className={styles.acts}>
        {places.map(([name, value]) => (
          <button key={name} type="button" className={styles.place} onClick={() => { change({ [name]: '' }); }} aria-label={`Any ${name} again, not only ${value}`}>{name} <code>{value}</code> ×</button>
        ))}
        <button type="button" className={styles.plain} onClick={() => { onChoose(usual); }}>Clear</button>
      </div>
    </form>
  );
}
