/** The output of a step's latest run, in a place that is at least as high as that of the run before: what stands below does not jump. Fetched with the first one. */
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Run } from '../../../common/run.ts';
import RunTools from '../RunTools';
import Terminal from '../Terminal';
import styles from './styles.module.css';

interface Props {
  /** null before the first */
  run: Run | null;
  /** whether this page started it */
  here: boolean;
  /** another one has been asked for */
  asking: boolean;
}

export default function Output({ run, here, asking }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    if (asking) setHeight(box.current?.offsetHeight ?? 0);
  }, [asking]);
  return (
    <div ref={box} className={styles.output} data-output={run?.id ?? ''} style={{ minHeight: height }}>
      {run === null ? <div className={styles.placeholder} /> : <div key={run.id}><Terminal run={run} here={here} /><RunTools run={run} /></div>}
    </div>
  );
}
