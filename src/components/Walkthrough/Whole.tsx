/**
 * In the head of a runbook of several procedures: begins a walkthrough of all of it. Who may only look on is told so here, once
 * for the page. Fetched once somebody is logged in.
 */
import type { ReactNode } from 'react';
import Sentence from '../Sentence';
import Openings, { Elsewhere } from './Openings';
import styles from './whole.module.css';
import { useBegin } from './use-begin.ts';
import WalkIcon from './WalkIcon';

/** Takes whether there are several: one alone is begun at its heading. */
export default function Whole({ isOffered }: { isOffered: boolean }): ReactNode {
  const { looks, isHere, isBusy, problem, open, elsewhere, go, press } = useBegin('');
  const mayBegin = looks === '' && isOffered && !isHere;
  return (
    <div className={styles.whole} data-walk-whole="">
      {open.length > 0 && <Openings open={open} of="the whole runbook" onBegin={mayBegin ? () => void press() : null} onGo={go} />}
      {mayBegin && open.length === 0 && (
        <button type="button" className={styles.begin} aria-disabled={isBusy} title="Begin a walkthrough of every procedure here, in order: who does what is kept, and others can join" onClick={() => void press()}>
          <WalkIcon />Walk through all
        </button>
      )}
      <Elsewhere count={elsewhere} />
      {looks !== '' && <p className={styles.looks}>{looks}</p>}
      {problem !== null && <p className={styles.problem} role="alert"><Sentence text={problem.message} /></p>}
    </div>
  );
}
