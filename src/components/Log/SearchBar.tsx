/** Searching a log: what for, whether capitals matter, how many lines hold it, and from one to the next. */
import { type KeyboardEvent, memo, type ReactNode, type RefObject, useEffect, useState } from 'react';
import { mostWanted } from '../../../common/log/part.ts';
import { useStore } from '../../client/store.ts';
import type { Search, SearchState } from './search.ts';
import styles from './styles.module.css';

interface Props {
  search: Search;
  field: RefObject<HTMLInputElement | null>;
  onSeek(back: boolean): void;
  /** the person is done with searching */
  onLeave(): void;
}

/** How long a person may think between two letters, in milliseconds. */
const thought = 250;

export default memo(function SearchBar({ search, field, onSeek, onLeave }: Props): ReactNode {
  const [wanted, setWanted] = useState('');
  const [capitals, setCapitals] = useState(false);
  const state = useStore(search.state, (value) => value);
  const isNew = wanted !== state.wanted || capitals !== state.capitals;
  useEffect(() => {
    if (!isNew) return undefined;
    const timer = setTimeout(() => { search.set(wanted, capitals); }, thought);
    return () => { clearTimeout(timer); };
  }, [search, wanted, capitals, isNew]);
  const seek = (back: boolean) => {
    if (isNew) search.set(wanted, capitals);
    onSeek(back);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') seek(event.shiftKey);
    else if (event.key === 'Escape' && wanted === '') onLeave();
    else if (event.key === 'Escape') setWanted('');
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.search} role="search">
      <input ref={field} className={styles.field} type="text" value={wanted} placeholder="Search the log" aria-label="Search the log" autoComplete="off"
        autoCapitalize="off" spellCheck={false} maxLength={mostWanted} onKeyDown={press} onChange={(event) => { setWanted(event.target.value); }} />
      <button type="button" className={styles.tool} aria-pressed={capitals} aria-label="Capitals matter" title="Capitals matter"
        onClick={() => { setCapitals(!capitals); }}>Aa</button>
      <button type="button" className={styles.tool} aria-label="Previous line found" title="Previous (Shift + Enter)" disabled={wanted === ''} onClick={() => { seek(true); }}>↑</button>
      <button type="button" className={styles.tool} aria-label="Next line found" title="Next (Enter)" disabled={wanted === ''} onClick={() => { seek(false); }}>↓</button>
      <span className={styles.found} role="status">{saidOf(state)}</span>
    </div>
  );
});

function saidOf({ wanted, count, progress, current, rank, isSeeking, wrapped, problem }: SearchState): string {
  if (problem !== null) return problem.message;
  if (wanted === '') return '';
  const lines = `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`;
  const counting = progress < 1 ? `, ${Math.floor(progress * 100)} % searched` : '';
  if (count === 0) return progress < 1 ? `Searching, ${Math.floor(progress * 100)} %` : 'Not found';
  if (isSeeking) return `Going there… ${lines}${counting}`;
  const which = current === null ? lines : rank === null ? `line ${current.line.toLocaleString('en')}, of ${lines}` : `${rank.toLocaleString('en')} of ${lines}`;
  return `${which}${counting}${wrapped ? ', on from the other end' : ''}`;
}
