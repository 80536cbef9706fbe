/** One run of history: what it was, whose, how it ended and when. What may not be opened is told of all the same. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { PastRun } from '../../../common/history.ts';
import { duration } from '../../client/status.ts';
import { Time } from './OneRun';
import styles from './styles.module.css';

interface Props {
  run: PastRun;
  /** whether it is chosen to be compared; null when it cannot be */
  isPicked: boolean | null;
  onPick(): void;
}

export default function Past({ run, isPicked, onPick }: Props): ReactNode {
  const { tone, text } = said(run);
  const name = run.title || run.step;
  const parameters = Object.entries(run.parameters).map(([key, value]) => `${key}=${value}`).join(' ');
  return (
    <li className={styles.item}>
      <input type="checkbox" className={styles.pick} checked={isPicked === true} disabled={isPicked === null} onChange={onPick} aria-label={`Compare ${name}`} />
      <div className={styles.what}>
        {run.mayOpen ? <Link to={`/runs?run=${run.id}`}><bdi>{name}</bdi></Link> : <span title="Its output is not shared with you."><bdi>{name}</bdi></span>}
        <span className={styles.where}>{[run.runbook, run.environment].filter((part) => part !== '').join(' · ')} · <bdi>{run.person.name}</bdi></span>
        {parameters !== '' && <code className={styles.parameters}>{parameters}</code>}
      </div>
      <span className={styles[tone]}>{text}</span>
      <span className={styles.when}><Time at={run.startedAt ?? run.queuedAt} /></span>
    </li>
  );
}

function said({ outcome, exitStatus, startedAt, endedAt, outputRemoved }: PastRun): { tone: 'good' | 'bad' | 'over' | 'busy'; text: string } {
  const took = startedAt === null || endedAt === null ? '' : ` · ${duration(endedAt - startedAt)}`;
  const removed = outputRemoved ? ' · output not kept any more' : '';
  const status = exitStatus === null ? '' : ` · exit status ${exitStatus}`;
  switch (outcome) {
    case 'going': return { tone: 'busy', text: 'Going on' };
    case 'expected': return { tone: 'good', text: `As expected${took}${removed}` };
    case 'unexpected': return { tone: 'bad', text: `Not as expected${status}${took}${removed}` };
    case 'stopped': return { tone: 'over', text: `Stopped${took}${removed}` };
    case 'timed-out': return { tone: 'bad', text: `Timed out${took}${removed}` };
    case 'lost': return { tone: 'bad', text: 'Lost: it is not known how it ended' };
  }
}
