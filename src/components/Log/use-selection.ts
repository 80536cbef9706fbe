/** Which rows of a log the person has selected: they stay drawn while they are, so that they can be copied. */
import { type RefObject, useEffect, useState } from 'react';
import { selectedRows } from './copied.ts';
import type { Selected } from './use-window.ts';

/** Takes the element that holds the rows; gives the first and the last selected, or null. */
export function useSelection(rows: RefObject<HTMLElement | null>): Selected | null {
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    const hear = () => {
      const now = rows.current === null ? null : selectedRows(document.getSelection(), rows.current);
      setSelected((before) => (before?.first === now?.first && before?.last === now?.last ? before : now));
    };
    document.addEventListener('selectionchange', hear);
    return () => { document.removeEventListener('selectionchange', hear); };
  }, [rows]);
  return selected;
}
