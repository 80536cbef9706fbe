/**
 * The output of a step's latest run, in a place that is at least as high as that of the run before: what stands below does not jump.
 * Fetched with the first one.
 */
import { type CSSProperties, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Run } from '../../../common/run.ts';
import RunTools from '../RunTools';
import Terminal from '../Terminal';
import { keepRoom, roomOf } from './room.ts';
import { useStill } from './use-still.ts';
import styles from './styles.module.css';

interface Props {
  /** a name of the step that no other has */
  step: string;
  /** null before the first */
  run: Run | null;
  /** whether this page started it */
  here: boolean;
  /** another one has been asked for */
  asking: boolean;
}

export default function Output({ step, run, here, asking }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(() => roomOf(step));
  useLayoutEffect(() => {
    if (asking) setHeight((before) => Math.max(before, box.current?.offsetHeight ?? 0));
  }, [asking]);
  useKeptRoom(box, step);
  useStill(box, here || asking);
  return (
    <div ref={box} className={styles.output} data-output={run?.id ?? ''} style={{ '--hr-room': `${height}px` } as CSSProperties}>
      {run === null ? <div className={styles.placeholder} /> : <div key={run.id}><Terminal run={run} here={here} /><RunTools run={run} /></div>}
    </div>
  );
}

/** Remembers, when the page is left, how high the output was without what was kept for it. */
function useKeptRoom(box: { readonly current: HTMLElement | null }, step: string): void {
  // Before it is taken out of the page, where it has no height any more.
  useLayoutEffect(() => {
    const element = box.current;
    const keep = () => {
      const parts = [...element?.firstElementChild?.children ?? []];
      const height = parts.reduce((sum, part) => sum + part.getBoundingClientRect().height, 0);
      if (height > 0) keepRoom(step, height);
    };
    addEventListener('pagehide', keep);
    return () => {
      keep();
      removeEventListener('pagehide', keep);
    };
  }, [box, step]);
}
