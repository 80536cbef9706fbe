/**
 * The rows of a log that are seen, and a few more, whatever the log's length. The browser's own bar, wheel and touch move
 * it; what they move is an empty box as high as the log, or as high as a browser allows.
 */
import { type ClipboardEvent, type CSSProperties, type MouseEvent, type ReactNode, useEffect } from 'react';
import clsx from 'clsx';
import { selectedText } from './copied.ts';
import Line from './Line';
import type { Rows } from './rows.ts';
import type { Sight } from './use-window.ts';
import styles from './styles.module.css';

interface Props {
  rows: Rows;
  sight: Sight;
  wraps: boolean;
  /** finds what is searched for; null when nothing is */
  find: ((text: string) => [number, number][]) | null;
  /** the row the search or a link went to */
  current: number | null;
  label: string;
  /** how wide the largest number is, in characters */
  digits: number;
  onNumber(line: number, row: number): void;
}

export default function View({ rows, sight, wraps, find, current, label, digits, onNumber }: Props): ReactNode {
  const { scroller, layer, first, last, total, geometry, onScroll, onKeyDown } = sight;
  useEffect(() => { rows.want(first, last); }, [rows, first, last]);
  const copy = (event: ClipboardEvent) => {
    const text = layer.current === null ? null : selectedText(document.getSelection(), layer.current);
    if (text === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
  const press = ({ target }: MouseEvent) => {
    const number = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-line]') : null;
    const row = number?.closest<HTMLElement>('[data-row]');
    if (number && row) onNumber(Number(number.dataset.line), Number(row.dataset.row));
  };
  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return (
    <div ref={scroller} className={clsx(styles.scroller, wraps && styles.wraps)} role="region" aria-label={label} tabIndex={0}
      onScroll={onScroll} onKeyDown={onKeyDown} onCopy={copy} onClick={press} style={{ '--hr-log-digits': digits } as CSSProperties}>
      <div className={styles.whole} style={{ height: total }}>
        <div className={styles.window} style={{ height: Math.min(geometry.height, total) }}>
          <div ref={layer} className={styles.layer}>
            {drawn.map((row) => <Line key={row} row={row} content={rows.get(row)} find={find} isCurrent={row === current} />)}
          </div>
        </div>
      </div>
    </div>
  );
}
