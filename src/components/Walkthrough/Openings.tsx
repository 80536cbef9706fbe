/** Under a heading or the head of a runbook: why a walkthrough could not be begun, and those that are open there. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { Problem } from '../../client/http.ts';
import Sentence from '../Sentence';
import { clock } from './clock.ts';
import styles from './slot.module.css';
import type { Opening } from './use-begin.ts';

interface Props {
  problem: Problem | null;
  open: readonly Opening[];
  /** how many others there are, where one is in one already */
  elsewhere: number;
  onGo(walkthrough: string): void;
}

export default function Openings({ problem, open, elsewhere, onGo }: Props): ReactNode {
  return (
    <>
      {problem !== null && <p className={styles.problem} role="alert"><Sentence text={problem.message} /></p>}
      {elsewhere > 0 && <p className={styles.elsewhere}>{elsewhere === 1 ? 'Another walkthrough' : `${elsewhere} other walkthroughs`} of this {elsewhere === 1 ? 'is' : 'are'} open: see <Link to="/walkthroughs">all walkthroughs</Link>.</p>}
      {open.map(({ one, who, idle, verb }) => (
        <p key={one.id} className={styles.open}>
          <span>{who} a walkthrough of {one.procedure === '' ? 'all of this' : 'this'} open since {clock(one.begunAt)}, in {one.environmentTitle}: {one.counts.done + one.counts.skipped} of {one.counts.all} done{idle !== '' && `, ${idle}`}.</span>
          <button type="button" className={styles.join} onClick={() => { onGo(one.id); }}>{verb}</button>
        </p>
      ))}
    </>
  );
}
