/** One's own runs, the newest first, each with how it ended. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { get, type Problem } from '../../client/http.ts';
import { statusOf } from '../../client/status.ts';
import Sentence from '../Sentence';
import { Time } from './OneRun';
import { toneOf } from './tone.ts';
import styles from './styles.module.css';

/** As many as one answer brings. */
const most = 100;

export default function MyRuns(): ReactNode {
  const [listed, setListed] = useState<{ runs: readonly Run[]; at: number } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    void get<{ runs: Run[] }>(`/api/runs?limit=${most}`).then((answer) => {
      if (answer.ok) setListed({ runs: answer.value.runs, at: Date.now() });
      else setProblem(answer.problem);
    });
  }, []);
  if (problem !== null) return <p className={styles.notice} role="alert"><Sentence text={problem.message} /></p>;
  if (listed === null) return <p className={styles.quiet} role="status">Looking…</p>;
  const { runs, at } = listed;
  if (runs.length === 0) return <p className={styles.quiet}>You have run nothing yet. <Link to="/">Pick a runbook</Link> and press Run on a step.</p>;
  return (
    <>
      <ol className={styles.list}>{runs.map((run) => <Item key={run.id} run={run} now={at} />)}</ol>
      {runs.length === most && <p className={styles.quiet}>These are the newest {most}.</p>}
    </>
  );
}

function Item({ run, now }: { run: Run; now: number }): ReactNode {
  const status = statusOf(run, now);
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <Link to={`/runs?run=${run.id}`}>{run.title || run.step}</Link>
        <span className={styles.where}>{[run.runbook, run.environment].filter((name) => name !== '').join(' · ')}</span>
      </div>
      <span className={styles[toneOf(run)]}><Sentence text={status.text} /></span>
      <span className={styles.when}><Time at={run.startedAt ?? run.queuedAt} /></span>
    </li>
  );
}
