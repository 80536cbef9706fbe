/** JSON or YAML as it was printed, in colours, each part folding away under its first line. What is folded is not drawn. */
import { type ReactNode, useMemo, useState } from 'react';
import { countOf, type OutlineLine, outlineOf, tokensOf } from './outline.ts';
import styles from './styles.module.css';

/** Lines that are shown unfolded at first: a screen or two. */
const mostOpen = 80;

export default function Outline({ text }: { text: string }): ReactNode {
  const outline = useMemo(() => outlineOf(text), [text]);
  const isShort = useMemo(() => countOf(outline) <= mostOpen, [outline]);
  // A document in brackets is one line with everything under it.
  return <div className={styles.outline} role="group" aria-label="Document" tabIndex={0}>{outline.map((line, at) => <Line key={at} line={line} opens={isShort || outline.length <= 2} isShort={isShort} />)}</div>;
}

function Line({ line, opens, isShort }: { line: OutlineLine; opens: boolean; isShort: boolean }): ReactNode {
  const [isOpen, setOpen] = useState(opens);
  const { text, under } = line;
  return (
    <>
      <div className={styles.line}>
        {under.length === 0 ? <span className={styles.fold} />
          : <button type="button" className={styles.fold} aria-expanded={isOpen} aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${text.trim()}`} onClick={() => { setOpen(!isOpen); }}>{isOpen ? '▾' : '▸'}</button>}
        <code>{tokensOf(text).map((token, at) => (token.kind === '' ? token.text : <span key={at} className={styles[token.kind]}>{token.text}</span>))}</code>
        {!isOpen && under.length > 0 && <span className={styles.folded}>… {countOf(under)}</span>}
      </div>
      {isOpen && under.map((one, at) => <Line key={at} line={one} opens={isShort} isShort={isShort} />)}
    </>
  );
}
