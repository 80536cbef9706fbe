/** What this run printed otherwise than the last one of its step before it, by the same person in the same environment. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { get } from '../../client/http.ts';
import Changes from '../Changes';
import { findBefore } from '../Runs/before.ts';
import { printedBy } from '../Runs/printed.ts';
import styles from './styles.module.css';

type Found = { run: Run; text: string } | { said: string };

export default function Since({ run, text }: { run: Run; text: string }): ReactNode {
  const [before, setBefore] = useState<Found>({ said: 'Looking for the run before…' });
  useEffect(() => {
    let stands = true;
    void readBefore(run).then((found) => { if (stands) setBefore(found); });
    return () => { stands = false; };
  }, [run]);
  if ('said' in before) return <p className={styles.said} role="status">{before.said}</p>;
  return (
    <div className={styles.since}>
      <p className={styles.said}><Link to={`/runs?run=${before.run.id}&with=${run.id}`}>Both runs, with what they were given</Link></p>
      <Changes before={before.text} after={text} same="It printed the same as the run before." />
    </div>
  );
}

async function readBefore(run: Run): Promise<Found> {
  const found = await findBefore(run);
  if (found === null) return { said: 'There is none before it.' };
  const answer = await get<{ run: Run }>(`/api/runs/${found.id}`);
  if (!answer.ok) return { said: answer.problem.message };
  const printed = await printedBy(answer.value.run);
  return 'problem' in printed ? { said: `Of the run before: ${printed.problem}` } : { run: answer.value.run, text: printed.text };
}
