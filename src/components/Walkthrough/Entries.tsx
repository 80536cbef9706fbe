/** All that was done in a walkthrough, in order: when, by whom, with which run. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import Link from '@docusaurus/Link';
import { isOver } from '../../../common/run-state.ts';
import type { WalkEntry, WalkRun, WalkView } from '../../../common/walkthrough.ts';
import { patiently } from '../../client/patiently.ts';
import { duration } from '../../client/status.ts';
import { utcTime } from './clock.ts';
import styles from './page.module.css';
import { endingSaid, entrySaid, nobody } from './words.ts';

const Output = lazy(patiently(() => import('./Output')));

export default function Entries({ view }: { view: WalkView }): ReactNode {
  return (
    <section aria-labelledby="walk-record">
      <h2 id="walk-record">What was done</h2>
      <ol className={styles.entries}>{view.entries.map((entry) => <Entry key={entry.seq} view={view} entry={entry} />)}</ol>
    </section>
  );
}

function Entry({ view, entry }: { view: WalkView; entry: WalkEntry }): ReactNode {
  const run = entry.kind === 'run' ? view.runs[entry.run] : undefined;
  return (
    <li className={styles.entry} data-walk={entry.kind}>
      <time className={styles.when} dateTime={new Date(entry.at).toISOString()} title={new Date(entry.at).toLocaleString()}>{utcTime(entry.at, view.begunAt)}</time>
      <div>
        <p className={styles.said}>{entrySaid(view, entry, nobody)}</p>
        {entry.kind === 'note' && <p className={styles.noted}>{entry.text}</p>}
        {entry.kind === 'run' && entry.reason !== '' && <p className={styles.quiet}>Reason given: {entry.reason}</p>}
        {run !== undefined && <RunOf run={run} />}
      </div>
    </li>
  );
}

function RunOf({ run }: { run: WalkRun }): ReactNode {
  const [isShown, setShown] = useState(false);
  const tone = !isOver(run.state) ? 'busy' : run.asExpected === true ? 'good' : 'bad';
  return (
    <>
      <p className={styles.run}>
        <span className={styles[tone]}>{endingSaid(run)}</span>
        {run.startedAt !== null && run.endedAt !== null && <span className={styles.quiet}>{duration(run.endedAt - run.startedAt)}</span>}
        {run.note !== '' && <span className={styles.quiet}>{run.note}</span>}
        <Link to={`/runs?run=${run.id}`}>The run</Link>
        <button type="button" className={styles.link} aria-expanded={isShown} onClick={() => { setShown(!isShown); }}>{isShown ? 'Hide the output' : 'Show the output'}</button>
      </p>
      {isShown && <Suspense fallback={<div className={styles.placeholder} />}><Output id={run.id} /></Suspense>}
    </>
  );
}
