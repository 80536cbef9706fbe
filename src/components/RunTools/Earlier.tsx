/** The way from a run to those before it: of the same step, whoever made them, and what has changed since the last. */
import { type ReactNode, useState } from 'react';
import Link from '@docusaurus/Link';
import { useHistory } from '@docusaurus/router';
import type { Run } from '../../../common/run.ts';
import { runBefore } from '../Runs/before.ts';
import styles from './styles.module.css';

export default function Earlier({ run }: { run: Run }): ReactNode {
  const history = useHistory();
  const [said, setSaid] = useState('');
  if (run.runbook === '') return null;
  const { id, runbook, step } = run;
  const compare = async () => {
    setSaid('Looking…');
    const before = await runBefore(run);
    setSaid('said' in before ? before.said : '');
    if (!('said' in before)) history.push(`/runs?run=${before.id}&with=${id}`);
  };
  return (
    <>
      <Link className={styles.tool} to={`/runs?${new URLSearchParams({ whose: 'all', runbook, step }).toString()}`}>All runs of this step</Link>
      <button type="button" className={styles.tool} onClick={() => void compare()}>Compare with the run before</button>
      <span role="status">{said}</span>
    </>
  );
}
