/** Begins a walkthrough of the procedure under a heading, or leads to one that others are in. */
import type { ReactNode } from 'react';
import Sentence from '../Sentence';
import Openings, { Elsewhere } from './Openings';
import styles from './slot.module.css';
import { useBegin } from './use-begin.ts';
import WalkIcon from './WalkIcon';

interface Props {
  procedure: string;
  /** what it is called, as the table of contents has it: with markup */
  heading: string;
}

export default function Begin({ procedure, heading }: Props): ReactNode {
  const { looks, isHere, isBusy, problem, open, elsewhere, go, press } = useBegin(procedure);
  const name = heading.replace(/<[^>]*>/g, '');
  const mayBegin = !isHere && looks === '';
  return (
    <>
      <div className={styles.place}>
        {open.length > 0 && <Openings open={open} of={name} onBegin={mayBegin ? () => void press() : null} onGo={go} />}
        {mayBegin && open.length === 0 && (
          <button type="button" className={styles.begin} aria-disabled={isBusy} aria-label={`Walk through: ${name}`} title="Begin a walkthrough: who does what is kept, and others can join"
            onClick={() => void press()}>
            <WalkIcon /><span>Walk<span className={styles.word}> through</span></span>
          </button>
        )}
        <Elsewhere count={elsewhere} />
      </div>
      {problem !== null && <p className={styles.problem} role="alert"><Sentence text={problem.message} /></p>}
    </>
  );
}
