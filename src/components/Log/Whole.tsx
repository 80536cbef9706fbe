/**
 * Decides how a run's output is shown: by what stands within, which shows the last few thousand lines, or as a log, where
 * that is not all of it. A run that goes on keeps its terminal; the whole log is offered beside it.
 */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useLocation } from '@docusaurus/router';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { patiently } from '../../client/patiently.ts';
import { fetchPart } from './fetch-part.ts';
import { bounds } from './bounds.ts';
import styles from './whole.module.css';

const Log = lazy(patiently(() => import('.')));

interface Props {
  run: Run;
  children: ReactNode;
}

/** A run that goes on for less than this has its end before anybody wants its log, in milliseconds. */
const soon = 3_000;

export default function Whole({ run, children }: Props): ReactNode {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isLong = useIsLong(run);
  const lasts = useLasting(run);
  // On a page of its own a run's lines have addresses.
  const addressed = useLocation().pathname.endsWith('/runs');
  if (isLong === null) return <p className={styles.empty}>Reading the output…</p>;
  const isOffered = isLong || (lasts && !run.interactive);
  if (!(chosen ?? (isLong && !run.interactive))) {
    return <>{children}{isOffered && <Choice says="Show the whole log" onChoose={() => { setChosen(true); }} />}</>;
  }
  return (
    <Suspense fallback={<p className={styles.empty}>Reading the output…</p>}>
      <Log run={run} addressed={addressed} />
      {!isOver(run.state) && <Choice says="Back to the terminal" onChoose={() => { setChosen(null); }} />}
    </Suspense>
  );
}

function Choice({ says, onChoose }: { says: string; onChoose(): void }): ReactNode {
  return <div className={styles.choice}><button type="button" className={styles.button} onClick={onChoose}>{says}</button></div>;
}

/** Tells whether a run is over and has printed more than is shown without a log; null while the server is asked about one that was over before. */
function useIsLong({ id, state, end }: Run): boolean | null {
  const over = isOver(state);
  const [wasOver] = useState(over);
  const [asked, setAsked] = useState<boolean | null>(null);
  const isUnsure = over && end > bounds.surelyShort && end <= bounds.bytes;
  useEffect(() => {
    if (!isUnsure) return undefined;
    const controller = new AbortController();
    void fetchPart(id, { rows: 0 }, controller.signal).then((answer) => {
      // Who cannot tell shows what can be shown.
      if (!controller.signal.aborted) setAsked(answer.ok && (answer.value.lines ?? 0) > bounds.lines);
    });
    return () => { controller.abort(); };
  }, [id, isUnsure]);
  if (!isUnsure) return over && end > bounds.bytes;
  return asked ?? (wasOver ? null : false);
}

/** Tells whether a run goes on, and has for a moment. */
function useLasting({ state, startedAt }: Run): boolean {
  const [lasts, setLasts] = useState(false);
  const goes = !isOver(state) && startedAt !== null;
  useEffect(() => {
    if (!goes) return undefined;
    const timer = setTimeout(() => { setLasts(true); }, soon);
    return () => { clearTimeout(timer); };
  }, [goes]);
  return goes && lasts;
}
