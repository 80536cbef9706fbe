/** What a run of a walkthrough printed, and how to see it again as it happened. Fetched when somebody wants it. */
import type { ReactNode } from 'react';
import RunTools from '../RunTools';
import { useRun } from '../Runs/use-run.ts';
import Terminal from '../Terminal';
import styles from './page.module.css';

export default function Output({ id }: { id: string }): ReactNode {
  const found = useRun(id);
  if (found.state === 'asking') return <div className={styles.placeholder} />;
  if (found.state === 'problem') return <p className={styles.notice} role="alert">{found.problem.message}</p>;
  return <div className={styles.output}><Terminal key={id} run={found.run} here={false} /><RunTools run={found.run} /></div>;
}
