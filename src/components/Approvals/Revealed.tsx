/** Text that somebody else may have made, as text, in the order it is written in, with what is hidden or looks like something else spelled out. */
import { type ReactNode, useMemo } from 'react';
import { markLookAlikes, spelledOut } from '../../../common/catalog/look-alike.ts';
import styles from './styles.module.css';

interface Props {
  text: string;
  /** what is hidden in it was spelled out before */
  isSpelled?: boolean;
}

export default function Revealed({ text, isSpelled = false }: Props): ReactNode {
  const parts = useMemo(() => (isSpelled ? markLookAlikes(text) : spelledOut(text)).split(/(⟦[^⟧]*⟧)/), [text, isSpelled]);
  return <span className={styles.revealed}>{parts.map((part, at) => (at % 2 === 1 ? <mark key={at} className={styles.mark}>{part}</mark> : part))}</span>;
}
