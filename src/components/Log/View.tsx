/**
 * The rows of a log that are seen, and a few more, whatever the log's length. The browser's own bar, wheel and touch move
 * it; what they move is an empty box as high as the log, or as high as a browser allows.
 */
import { type ClipboardEvent, type CSSProperties, type MouseEvent, type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import { useStore } from '../../client/store.ts';
import { selectedText } from './copied.ts';
import Line from './Line';
import type { Rows } from './rows.ts';
import { Slots } from './slots.ts';
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

/** Rows fetched above and below those drawn, so that who scrolls by a few at a time meets none that has not come. */
const ahead = 32;

export default function View({ rows, sight, wraps, find, current, label, digits, onNumber }: Props): ReactNode {
  const { scroller, layer, first, last, selected, total, geometry, onScroll, onKeyDown } = sight;
  const [slots] = useState(() => new Slots());
  useStore(rows.news, (news) => news);
  useEffect(() => { rows.want(first - ahead, last + ahead); }, [rows, first, last]);
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
  const drawn = slots.assign({ first, last }, selected).map((key, at) => ({ key, row: first + at }));
  return (
    <div ref={scroller} className={clsx(styles.scroller, wraps && styles.wraps)} role="region" aria-label={label} tabIndex={0}
      onScroll={onScroll} onKeyDown={onKeyDown} onCopy={copy} onClick={press} style={{ '--hr-log-digits': digits } as CSSProperties}>
      <div className={styles.whole} style={{ height: total }}>
        <div className={styles.window} style={{ height: Math.min(geometry.height, total) }}>
          <div ref={layer} className={styles.layer}>
            {drawn.map(({ key, row }) => <Line key={key} row={row} content={rows.get(row)} find={find} isCurrent={row === current} />)}
          </div>
        </div>
      </div>
    </div>
  );
}
