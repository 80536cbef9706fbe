/**
 * In the head of a runbook of several procedures: begins a walkthrough of all of it. Who may only look on is told so here, once
 * for the page. Fetched once somebody is logged in.
 */
import type { ReactNode } from 'react';
import Openings from './Openings';
import styles from './whole.module.css';
import { useBegin } from './use-begin.ts';
import WalkIcon from './WalkIcon';

/** Takes whether there are several: one alone is begun at its heading. */
export default function Whole({ isOffered }: { isOffered: boolean }): ReactNode {
  const { looks, isHere, isBusy, problem, open, elsewhere, go, press } = useBegin('');
  return (
    <div className={styles.whole} data-walk-whole="">
      {looks === '' && isOffered && !isHere && (
        <button type="button" className={styles.begin} aria-disabled={isBusy} title="Begin a walkthrough of every procedure here, in order: who does what is kept, and others can join" onClick={() => void press()}>
          <WalkIcon />Walk through all
        </button>
      )}
      {looks !== '' && <p className={styles.looks}>{looks}</p>}
      <Openings problem={problem} open={open} elsewhere={elsewhere} onGo={go} />
    </div>
  );
}
