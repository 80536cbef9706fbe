/** One row of a log as it is drawn: its number, its text in the colours it was printed in, and what the search found in it. */
import { type CSSProperties, memo, type ReactNode } from 'react';
import clsx from 'clsx';
import type { Look } from '../../../common/log/look.ts';
import type { RowPiece } from '../../../common/log/row.ts';
import type { LogRow } from './block.ts';
import { coloursOf } from './colours.ts';
import { pieceUp } from './marked.ts';
import styles from './styles.module.css';

interface Props {
  row: number;
  /** null while it has not come yet */
  content: LogRow | null;
  /** finds what is searched for; null when nothing is */
  find: ((text: string) => [number, number][]) | null;
  /** whether the search went to it, or a link leads to it */
  isCurrent: boolean;
}

export default memo(function Line({ row, content, find, isCurrent }: Props): ReactNode {
  // The number is drawn by the style sheet, so that it is not copied.
  const number = content === null || content.continues ? undefined : content.line;
  return (
    <div className={clsx(styles.row, isCurrent && styles.current)} data-row={row} data-continues={content?.continues === true || undefined}>
      <span className={styles.number} data-line={number ?? undefined} />
      {content === null ? <span className={styles.missing} /> : <span className={styles.text}>{drawn(content.pieces, find)}</span>}
    </div>
  );
});

function drawn(pieces: readonly RowPiece[], find: Props['find']): ReactNode {
  return pieceUp(pieces, find).map(({ text, look, isMarked }, at) => {
    const style = styleOf(look);
    if (isMarked) return <mark key={at} className={styles.mark}>{text}</mark>;
    return style === undefined ? text : <span key={at} style={style}>{text}</span>;
  });
}

function styleOf(look: Look): CSSProperties | undefined {
  const style: CSSProperties = coloursOf(look);
  // Not by opacity: each element of its own opacity is drawn apart and laid over the rest.
  if (look.faint) style.color = `color-mix(in srgb, ${style.color ?? 'currentcolor'} 70%, transparent)`;
  if (look.bold) style.fontWeight = 600;
  if (look.italic) style.fontStyle = 'italic';
  if (look.underline) style.textDecoration = 'underline';
  return Object.keys(style).length === 0 ? undefined : style;
}
