/** One's own runs that go on, wherever they were started, each with a Stop. Fetched when there is one. */
import { type ReactNode, useEffect, useId, useState } from 'react';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { going, lookForGoing } from '../../client/going.ts';
import { stop } from '../../client/run-actions.ts';
import { statusOf } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import styles from './styles.module.css';

export default function Running(): ReactNode {
  const listed = useStore(going, (value) => value);
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  useEffect(lookForGoing, []);
  if (listed.length === 0) return null;
  const close = () => { setOpen(false); };
  return (
    <aside className={styles.dock} aria-label="What is running" onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      {isOpen && <List id={panel} runs={listed} />}
      <button type="button" className={styles.count} aria-expanded={isOpen} aria-controls={panel} onClick={() => { setOpen(!isOpen); }}>
        <span className={styles.light} aria-hidden="true" />{listed.length} running
      </button>
    </aside>
  );
}

function List({ id, runs }: { id: string; runs: readonly Run[] }): ReactNode {
  const now = useNow();
  return <ul id={id} className={styles.list}>{runs.map((run) => <Item key={run.id} run={run} now={now} />)}</ul>;
}

function Item({ run, now }: { run: Run; now: number }): ReactNode {
  const [isStopping, setStopping] = useState(false);
  const title = run.title || run.step;
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <Link to={`/runbooks/${run.runbook}#${anchorOf(run.step)}`}>{title}</Link>
        <span className={styles.how}>{run.environment}{run.background === true && ' · in the background'} · {statusOf(run, now).text}</span>
      </div>
      <button type="button" className={styles.stop} disabled={isStopping} aria-label={`Stop: ${title}`} onClick={() => {
        setStopping(true);
        void stop(run).finally(() => { setStopping(false); });
      }}>
        Stop
      </button>
    </li>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 1_000);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
