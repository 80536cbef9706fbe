/** The way from a run to those before it: of the same step, whoever made them, and what has changed since the last. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { useBefore } from '../Runs/use-before.ts';
import styles from './styles.module.css';

export function AllRuns({ run: { runbook, step } }: { run: Run }): ReactNode {
  return runbook !== '' && <Link className={styles.tool} to={`/runs?${new URLSearchParams({ whose: 'all', runbook, step }).toString()}`}>All runs of this step</Link>;
}

/** Keeps its room until it is known that there is one. */
export function CompareBefore({ run }: { run: Run }): ReactNode {
  const before = useBefore(run);
  return run.runbook !== '' && <Link className={clsx(styles.tool, before === null && styles.room)} to={before === null ? '/runs' : `/runs?run=${before.id}&with=${run.id}`}>Compare with the run before</Link>;
}
