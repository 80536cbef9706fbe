/** Output that is over, as text. */
import { type CSSProperties, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import CopyButton from '../CopyButton';
import type { Piece } from '../../../common/recording/snapshot.ts';
import { textOf } from '../../../common/recording/snapshot.ts';
import styles from './styles.module.css';

interface Props {
  pieces: readonly Piece[];
  label: string;
  /** height of a line in pixels, as the terminal had it; null when there was none */
  cell: number | null;
  /** whether the focus was on the terminal that this takes the place of */
  hadFocus?: boolean;
}

/** Shows pieces of output; long output stands at its end, as the terminal did. */
export default function Transcript({ pieces, label, cell, hadFocus = false }: Props): ReactNode {
  const box = useRef<HTMLPreElement>(null);
  const [takesFocus] = useState(hadFocus);
  useLayoutEffect(() => {
    if (box.current === null) return;
    box.current.scrollTop = box.current.scrollHeight;
    if (takesFocus) box.current.focus({ preventScroll: true });
  }, [takesFocus]);
  if (pieces.length === 0) return <p className={styles.empty}>Nothing was printed.</p>;
  return (
    <div className={styles.frame}>
      <pre ref={box} className={styles.transcript} role="region" aria-label={label} tabIndex={0}
        style={cell === null ? undefined : { lineHeight: `${cell}px` }}>
        {pieces.map((piece, at) => <span key={at} style={styleOf(piece)}>{piece.text}</span>)}
      </pre>
      <span className={styles.copy}><CopyButton text={() => textOf(pieces)} label="Copy the output" /></span>
    </div>
  );
}

function styleOf(piece: Piece): CSSProperties | undefined {
  const style: CSSProperties = {};
  if (piece.colour !== null) style.color = colourOf(piece.colour, 'background');
  if (piece.background !== null) style.background = colourOf(piece.background, 'foreground');
  if (piece.bold) style.fontWeight = 600;
  if (piece.faint) style.opacity = 0.7;
  if (piece.italic) style.fontStyle = 'italic';
  if (piece.underline) style.textDecoration = 'underline';
  return Object.keys(style).length === 0 ? undefined : style;
}

function colourOf(colour: number | string, inverse: 'foreground' | 'background'): string {
  if (colour === 'inverse') return `var(--hr-term-${inverse})`;
  return typeof colour === 'number' ? `var(--hr-term-${colour})` : colour;
}
