/** What a panel sees, as a small table: a word and a mark for each state. A screen reader reads it when it is gone to, and is not interrupted by it. */
import { type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import type { GroupState, Mark, PanelView } from '../../../common/panel.ts';
import { ago } from '../../client/ago.ts';
import { duration } from '../../client/status.ts';
import Still from './Still.tsx';
import styles from './styles.module.css';

interface Props {
  caption: string;
  command: string;
  environment: string;
  view: PanelView;
  /** why it is not seen as it is now; null while it is */
  problem: string | null;
  /** as of when it is shown, Unix milliseconds */
  at: number | null;
}

const marks: Record<Mark, string> = { well: '✓', busy: '…', ill: '✕', over: '–' };
const lookEveryMs = 15_000;

export default function View({ caption, command, environment, view, problem, at }: Props): ReactNode {
  const now = useNow();
  const [heads, rows] = tableOf(view, now);
  const most = useMost(rows.length);
  const heading = <><strong>{caption}</strong> <span className={styles.where}>{environment}</span></>;
  return (
    <><div className={styles.onPaper}><Still caption={caption} command={command}>Look how it is now.</Still></div>
    <div className={clsx(styles.view, problem !== null && styles.old)}>
      {view.kind === 'RedisGroup' && <p className={styles.heading}>{heading}</p>}
      {view.kind === 'RedisGroup' && view.group !== null && <Numbers group={view.group} />}
      <div className={styles.table} role="region" aria-label={caption} tabIndex={rows.length > 8 ? 0 : undefined} style={{ minHeight: `${1.75 * Math.min(most, 12) + 3}rem` }}>
        <table data-kind={view.kind}>
          <caption>{view.kind === 'RedisGroup' ? 'Consumers, those with most in hand first' : heading}</caption>
          {view.kind === 'RedisGroup' && view.group === null ? null : <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>}
          <tbody>
            {rows.map(({ key, cells }) => <tr key={key}>{cells.map((cell, at) => (at === 0 ? <th key={heads[at]} scope="row">{cell}</th> : <td key={heads[at]}>{cell}</td>))}</tr>)}
            {rows.length === 0 && <tr><td colSpan={heads.length} className={styles.nothing}>{nothingIn(view)}</td></tr>}
          </tbody>
        </table>
      </div>
      <p className={styles.foot} role="status">
        {problem === null ? null : `${at === null ? '' : `As of ${new Date(at).toLocaleTimeString()}. `}${problem} `}
        {view.more ? 'There are more than are shown.' : null}
      </p>
    </div></>
  );
}

type Row = { key: string; cells: ReactNode[] };

function tableOf(view: PanelView, now: number): [heads: string[], rows: Row[]] {
  switch (view.kind) {
    case 'Pods': return [['Pod', 'Ready', 'State', 'Restarts', 'Begun'], view.rows.map((row) => ({ key: row.name, cells: [row.name, row.ready, <State key="s" mark={row.mark} word={row.state} />, row.restarts, when(row.since, now)] }))];
    case 'Jobs': return [['Job', 'Done', 'State', 'Failed', 'Took'], view.rows.map((row) => ({ key: row.name, cells: [row.name, row.completions, <State key="s" mark={row.mark} word={row.state} />, row.failed, took(row.since, row.ended, now)] }))];
    case 'Events': return [['What', 'About', 'Said', 'Times', 'Last'], view.rows.map((row) => ({ key: row.id, cells: [row.isWarning ? <State key="s" mark="ill" word={`${row.reason} (warning)`} /> : row.reason, row.object, row.message, row.count, when(row.since, now)] }))];
    case 'RedisGroup': return [['Consumer', 'Pending', 'Asked last'], (view.group?.consumers ?? []).map((row) => ({ key: row.name, cells: [row.name, row.pending, when(row.seen, now)] }))];
  }
}

function nothingIn(view: PanelView): string {
  switch (view.kind) {
    case 'Pods': return 'There are no pods.';
    case 'Jobs': return 'There are no jobs.';
    case 'Events': return 'There are no events.';
    case 'RedisGroup': return view.group === null ? 'There is no such stream, or no such group of it.' : 'Nobody has asked for anything in this group yet.';
  }
}

function Numbers({ group: { length, lag, pending, lastDelivered, known } }: { group: GroupState }): ReactNode {
  const all = { 'Entries in the stream': length, 'Not given out yet (lag)': lag ?? 'not told', 'Given out, not acknowledged': pending, 'Last given out': lastDelivered, 'Consumers known': known };
  return <dl className={styles.numbers}>{Object.entries(all).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function State({ mark, word }: { mark: Mark; word: string }): ReactNode {
  return <span className={styles[mark]}><span aria-hidden="true" className={styles.mark}>{marks[mark]}</span>{word}</span>;
}

function when(since: number | null, now: number): string {
  return since === null ? 'not told' : ago(since, now);
}

function took(since: number | null, ended: number | null, now: number): string {
  if (since === null) return 'not told';
  return ended === null ? `goes on, begun ${ago(since, now)}` : duration(ended - since, 0);
}

/** So many rows there were at most: the steps below do not jump up when one goes. */
function useMost(rows: number): number {
  const [most, setMost] = useState(rows);
  if (rows > most) setMost(rows);
  return Math.max(rows, most);
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, lookEveryMs);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
