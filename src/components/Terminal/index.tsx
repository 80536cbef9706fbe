/** A run's output in the page: a terminal while it goes on, text when it is over. Fetched at the first Run only. */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useColorMode } from '@docusaurus/theme-common';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { follow, type Following } from './follow.ts';
import type { Piece } from './snapshot.ts';
import Transcript from './Transcript';
import styles from './styles.module.css';

interface Props {
  run: Run;
  /** whether this page started the run */
  here: boolean;
}

interface Text {
  pieces: Piece[];
  /** height of a line as the terminal drew it; null when none was drawn */
  cell: number | null;
}

/** Shows the output of one run; another run is another element (`key`). */
export default function Terminal({ run, here }: Props): ReactNode {
  const [text, setText] = useState<Text | null>(null);
  const [refusal, setRefusal] = useState('');
  // What is over when we come is only read: no terminal is drawn for it.
  const [drawn] = useState(!isOver(run.state));
  const host = useFollowed({ run, here }, drawn, setText, setRefusal);
  if (refusal !== '') return <p className={styles.empty}>{refusal}</p>;
  if (text !== null) return <Transcript {...text} label={`Output of ${run.title || run.step}`} />;
  if (!drawn) return <p className={styles.empty}>Reading the output…</p>;
  return (
    <>
      <div className={run.interactive ? styles.interactive : styles.batch}><div ref={host} className={styles.host} /></div>
      {run.interactive && <p className={styles.hint}>Type into the terminal. Shift + Tab leaves it.</p>}
    </>
  );
}

type Told<T> = (value: T) => void;

/** Follows the run while the component stands; gives the ref of the element it is drawn in. */
function useFollowed(props: Props, drawn: boolean, onText: Told<Text>, onRefused: Told<string>) {
  const host = useRef<HTMLDivElement>(null);
  const following = useRef<Following | null>(null);
  const [{ run, here }] = useState(props);
  const { colorMode } = useColorMode();
  useLayoutEffect(() => {
    const element = host.current;
    let cell: number | null = null;
    const one = follow({
      run, here, host: drawn ? element : null, onRefused,
      onText(pieces) {
        onText({ pieces, cell });
        one.stop();
      },
      onHeight(height, line) {
        cell = line;
        if (element !== null && !run.interactive) element.style.height = `${height}px`;
      },
    });
    following.current = one;
    const observer = new ResizeObserver(() => { one.fit(); });
    if (element !== null) observer.observe(element);
    if (drawn && run.interactive && here) one.screen.focus();
    return () => {
      observer.disconnect();
      one.stop();
      following.current = null;
    };
  }, [run, here, drawn, onText, onRefused]);
  useEffect(() => {
    // Docusaurus sets the colours of the page in an effect of its own, which comes after this one.
    const frame = requestAnimationFrame(() => following.current?.screen.repaint());
    return () => { cancelAnimationFrame(frame); };
  }, [colorMode]);
  return host;
}
