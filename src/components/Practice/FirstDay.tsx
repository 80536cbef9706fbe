/** A path through the services for somebody's first day, ticked off as one goes. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import path from '@generated/handrail-catalog/default/first-day.json';
import { type Practice, tick } from '../../client/practice.ts';
import Sentence from '../Sentence';
import styles from './styles.module.css';

export default function FirstDay({ practice }: { practice: Practice }): ReactNode {
  const done = new Set(practice.progress.map(({ item }) => item));
  return (
    <ol className={styles.path}>
      {path.map((stop) => {
        const item = `path-${stop.id}`;
        const isDone = done.has(item);
        return (
          <li key={stop.id}>
            <label className={styles.stop}>
              <input type="checkbox" checked={isDone} disabled={isDone || practice.busy !== null || practice.glance === null}
                onChange={() => void practice.act('tick', () => tick(item))} />
              <span><Link to={`/runbooks/${stop.runbook}`}>{stop.title}</Link><br /><span className={styles.quiet}><Sentence text={stop.text} /></span></span>
            </label>
          </li>
        );
      })}
    </ol>
  );
}
