/** The record of who did what, searched and shown, the newest first. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import { Time } from '../Runs/OneRun';
import Sentence from '../Sentence';
import { type Choice, readChoice, writeChoice } from './choice.ts';
import Filters from './Filters';
import { toldOf } from './told.ts';
import { type Entry, type Search, useSearch } from './use-search.ts';
import styles from './styles.module.css';

export default function Audit(): ReactNode {
  const history = useHistory();
  const { search: address } = useLocation();
  // The address says what was chosen when the page was opened; from then on the form does.
  const [choice, setChoice] = useState(() => readChoice(address));
  const search = useSearch();
  const { look } = search;
  useEffect(() => { look(choice); }, [look, choice]);
  const choose = (next: Choice) => {
    setChoice({ ...next });
    history.replace({ search: writeChoice(next), hash: '' });
  };
  const kinds = [...new Set(search.entries.map(({ event }) => event.kind).filter((kind) => typeof kind === 'string'))].sort();
  return (
    <>
      <Filters choice={choice} chains={search.chains} kinds={kinds} isLooking={search.isLooking} onSearch={choose} />
      {search.problem !== null && <p className={styles.notice} role="alert"><Sentence text={search.problem.message} /></p>}
      <ol className={styles.entries}>{search.entries.map((entry) => <Item key={entry.seq} entry={entry} />)}</ol>
      <Foot search={search} onMore={(next) => { look(choice, next); }} />
    </>
  );
}

/** How far was looked, and the way further back. */
function Foot({ search: { entries, next, reached, isLooking, problem }, onMore }: { search: Search; onMore(next: number): void }): ReactNode {
  if (problem !== null) return null;
  return (
    <div className={styles.foot} role="status">
      {isLooking && <span>Looking…</span>}
      {!isLooking && next === null && <span>{entries.length === 0 ? 'Nothing like that is on record.' : 'That is all there is on record.'}</span>}
      {!isLooking && next !== null && (
        <>
          {reached !== null && <span>Looked back to <Time at={reached} />.</span>}
          <button type="button" className={styles.plain} onClick={() => { onMore(next); }}>Look further back</button>
        </>
      )}
    </div>
  );
}

function Item({ entry: { seq, at, event } }: { entry: Entry }): ReactNode {
  const { kind, who, to, environment, run, facts } = toldOf(event);
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        <span className={styles.kind}>{kind}</span>
        {who !== '' && <bdi>{who}</bdi>}
        {to !== '' && <span>→ <bdi>{to}</bdi></span>}
        {environment !== '' && <span className={styles.where}><bdi>{environment}</bdi></span>}
        {run !== '' && <Link to={`/runs?run=${run}`}>Run</Link>}
        <span className={styles.when}><Time at={at} /> · {seq}</span>
      </div>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(({ name, value, whole }) => (
            <div key={name} className={styles.fact}><dt><bdi>{name}</bdi></dt><dd title={whole}><bdi>{value}</bdi></dd></div>
          ))}
        </dl>
      )}
    </li>
  );
}
