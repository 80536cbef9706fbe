/** Who types into a terminal, and what one may do about it. */
import type { ReactNode } from 'react';
import type { PenAct } from '../../../common/protocol/pen.ts';
import type { PenWords } from './pen-words.ts';
import styles from './styles.module.css';

interface Props {
  words: PenWords;
  onAct(act: PenAct, to: number | null): void;
}

export default function PenLine({ words, onAct }: Props): ReactNode {
  return (
    <span className={words.urgent ? styles.asked : styles.pen}>
      <span role={words.urgent ? 'alert' : 'status'}>{words.text}</span>
      {words.deeds.map(({ act, to, label }) => (
        <button key={act} type="button" className={styles.deed} onClick={() => { onAct(act, to); }}>{label}</button>
      ))}
    </span>
  );
}
