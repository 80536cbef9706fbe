/** The form that says what of the record is looked for. */
import { type ReactNode, useId, useState } from 'react';
import { type Choice, everything, exportAddress } from './choice.ts';
import styles from './styles.module.css';

interface FiltersProps {
  choice: Choice;
  chains: readonly string[];
  /** kinds that were met so far, to choose from */
  kinds: readonly string[];
  isLooking: boolean;
  onSearch(choice: Choice): void;
}

/** Takes the choice that is in force; gives the form, which begins with that. */
export default function Filters({ choice, chains, kinds, isLooking, onSearch }: FiltersProps): ReactNode {
  const [draft, setDraft] = useState(choice);
  const list = useId();
  const file = exportAddress(choice);
  const change = (part: Partial<Choice>) => { setDraft((before) => ({ ...before, ...part })); };
  const field = (name: Exclude<keyof Choice, 'chain'>, title: string, more: { type?: string; list?: string; placeholder?: string } = {}) => (
    <label className={styles.field}>{title}
      <input value={draft[name]} maxLength={200} spellCheck={false} autoComplete="off" {...more} onChange={(event) => { change({ [name]: event.target.value }); }} />
    </label>
  );
  return (
    <form className={styles.filters} role="search" onSubmit={(event) => { event.preventDefault(); onSearch(draft); }}>
      <label className={styles.field}>Record
        <select value={draft.chain} onChange={(event) => { change({ chain: event.target.value }); }}>
          {[...new Set([...chains, draft.chain])].map((chain) => <option key={chain} value={chain}>{chainTitle(chain)}</option>)}
        </select>
      </label>
      {field('person', 'Person')}
      {field('kind', 'Kind', { list, placeholder: 'run-allowed' })}
      <datalist id={list}>{kinds.map((kind) => <option key={kind} value={kind} />)}</datalist>
      {field('environment', 'Environment')}
      {field('from', 'From', { type: 'date' })}
      {field('to', 'To', { type: 'date' })}
      {field('run', 'Run')}
      {field('text', 'Text')}
      <div className={styles.actions}>
        <button type="submit" className="button button--primary button--sm" disabled={isLooking}>Search</button>
        <button type="button" className={styles.plain} onClick={() => { setDraft(everything); onSearch(everything); }}>Clear</button>
        {file !== null && <a href={file} download>Export what is found</a>}
      </div>
    </form>
  );
}

/** Takes the name of a chain; gives what it holds, in words. */
function chainTitle(chain: string): string {
  if (chain === 'server') return 'Decisions and acts';
  return chain === 'runner' ? 'Requests of steps' : `Requests of steps (${chain})`;
}
