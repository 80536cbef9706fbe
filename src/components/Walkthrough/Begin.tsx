/** Begins a walkthrough of the procedure under a heading, or leads to one that others are in. */
import type { ReactNode } from 'react';
import Openings from './Openings';
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
  return (
    <>
      {!isHere && looks === '' && (
        <button type="button" className={styles.begin} aria-disabled={isBusy} aria-label={`Walk through: ${heading.replace(/<[^>]*>/g, '')}`} title="Begin a walkthrough: who does what is kept, and others can join"
          onClick={() => void press()}>
          <WalkIcon /><span className={styles.word}>Walk through</span>
        </button>
      )}
      <Openings problem={problem} open={open} elsewhere={elsewhere} onGo={go} />
    </>
  );
}
