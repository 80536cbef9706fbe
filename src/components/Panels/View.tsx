/**
 * What a panel sees, as a small table: a word and a mark for each state. It takes the place that was kept for it, so that nothing on
 * the page moves when rows come and go; more rows are scrolled to, or all shown when somebody asks for it. A screen reader reads it
 * when it is gone to, and is not interrupted by it.
 */
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import clsx from 'clsx';
import { type EnvironmentTime, type GroupState, type PanelView, timeThere } from '../../../common/panel.ts';
import { sortedBy, tableOf } from './columns.tsx';
import Still from './Still.tsx';
import styles from './styles.module.css';

interface Props {
  caption: string;
  command: string;
  environment: string;
  view: PanelView;
  /** why it is not seen as it is now; null while it is */
  problem: string | null;
  /** as of when it is shown, in the browser's time (Unix ms) */
  at: number | null;
  time: EnvironmentTime | null | undefined;
  /** so much the browser's clock is ahead of the server's (ms) */
  skew: number;
  /** for how many rows there is room */
  room: number;
}

interface Order {
  column: number;
  isDown: boolean;
}

/** Ages have seconds. */
const lookEveryMs = 1_000;

export default function View({ caption, command, environment, view, problem, at, time, skew, room }: Props): ReactNode {
  const now = timeThere(time, useNow() - skew);
  const table = tableOf(view, now);
  const { heads, rows } = table;
  const [order, setOrder] = useState<Order | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const shown = order === null ? rows : sortedBy(table, order.column, order.isDown);
  const press = (column: number): void => { setOrder(order?.column === column ? order.isDown ? null : { column, isDown: true } : { column, isDown: false }); };
  const isAbsent = view.kind === 'RedisGroup' && view.group === null;
  return (
    <><div className={styles.onPaper}><Still caption={caption} command={command}>Look how it is now.</Still></div>
    <div className={clsx(styles.view, problem !== null && styles.old)}>
      <p className={styles.heading}><strong>{caption}</strong></p>
      {view.kind === 'RedisGroup' && <Numbers group={view.group} />}
      <div className={clsx(styles.table, isWhole && styles.whole)} role="region" aria-label={caption} tabIndex={0}>
        <table role="table" data-kind={view.kind}>
          <caption className={styles.heard}>{view.kind === 'RedisGroup' ? 'Consumers, those with most in hand first' : caption}</caption>
          {!isAbsent && <thead role="rowgroup"><tr role="row">{heads.map((head, column) => <Head key={head} head={head} order={order?.column === column ? order : null} onPress={() => { press(column); }} />)}</tr></thead>}
          <tbody role="rowgroup">
            {shown.map(({ key, cells }) => <tr key={key} role="row">{cells.map(({ text }, column) => (column === 0 ? <th key={heads[column]} role="rowheader" scope="row">{text}</th> : <td key={heads[column]} role="cell">{text}</td>))}</tr>)}
            {rows.length === 0 && <tr role="row"><td role="cell" colSpan={heads.length} className={styles.nothing}>{nothingIn(view)}</td></tr>}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <p className={styles.where}>{environment}</p>
        <p role="status">{problem === null ? null : `${at === null ? '' : `As of ${new Date(at).toLocaleTimeString()}. `}${problem}`}</p>
        {view.more && <p>more than {rows.length}</p>}
        {rows.length > room && <button type="button" className={styles.more} aria-expanded={isWhole} onClick={() => { setIsWhole(!isWhole); }} data-handrail="">{isWhole ? 'Show fewer' : `Show ${rows.length}`}</button>}
      </div>
    </div></>
  );
}

function Head({ head, order, onPress }: { head: string; order: Order | null; onPress(): void }): ReactNode {
  return (
    <th role="columnheader" scope="col" aria-sort={order === null ? 'none' : order.isDown ? 'descending' : 'ascending'}>
      <button type="button" onClick={onPress} data-handrail="">{head}<span aria-hidden="true">{order === null ? '' : order.isDown ? ' ↓' : ' ↑'}</span></button>
    </th>
  );
}

function nothingIn(view: PanelView): string {
  switch (view.kind) {
    case 'Pods': return 'There are no pods.';
    case 'Jobs': return 'There are no jobs.';
    case 'Events': return 'There are no events.';
    case 'RedisGroup': return view.group === null ? 'There is no such stream, or no such group of it.' : 'Nobody has asked for anything in this group yet.';
  }
}

const untold = '–';

function Numbers({ group }: { group: GroupState | null }): ReactNode {
  const all = useMemo(() => ({
    'In the stream': group?.length ?? untold, 'Not given out (lag)': group?.lag ?? untold, 'Not acknowledged': group?.pending ?? untold, 'Consumers': group?.known ?? untold,
    'Last given out': group?.lastDelivered ?? untold,
  }), [group]);
  return <dl className={styles.numbers}>{Object.entries(all).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, lookEveryMs);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
