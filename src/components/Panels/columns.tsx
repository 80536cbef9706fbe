/** The columns of a panel: what stands in each for a row, and by what it is sorted. Ages are told as kubectl tells them. */
import type { ReactNode } from 'react';
import { humanDuration } from '../../../common/human-duration.ts';
import type { Mark, PanelView } from '../../../common/panel.ts';
import styles from './styles.module.css';

export interface Cell {
  text: ReactNode;
  by: string | number;
}

export interface Table {
  heads: readonly string[];
  rows: readonly { key: string; cells: readonly Cell[] }[];
}

/** Takes what there is and the environment's time (Unix ms); gives its table. */
export function tableOf(view: PanelView, now: number): Table {
  switch (view.kind) {
    case 'Pods': return {
      heads: ['Pod', 'Ready', 'State', 'Restarts', 'Age'],
      rows: view.rows.map((row) => ({ key: row.name, cells: [plain(row.name), share(row.ready), state(row.mark, row.state), plain(row.restarts), age(row.since, now)] })),
    };
    case 'Jobs': return {
      heads: ['Job', 'State', 'Done', 'Failed', 'Duration', 'Age'],
      rows: view.rows.map((row) => ({ key: row.name, cells: [plain(row.name), state(row.mark, row.state), share(row.completions), plain(row.failed), age(row.since, row.ended ?? now), age(row.made, now)] })),
    };
    case 'Events': return {
      heads: ['What', 'About', 'Said', 'Times', 'Last seen'],
      rows: view.rows.map((row) => ({ key: row.id, cells: [state(row.isWarning ? 'ill' : null, row.isWarning ? `${row.reason} (warning)` : row.reason), plain(row.object), plain(row.message), plain(row.count), age(row.since, now)] })),
    };
    case 'RedisGroup': return {
      heads: ['Consumer', 'Pending', 'Asked last'],
      rows: (view.group?.consumers ?? []).map((row) => ({ key: row.name, cells: [plain(row.name), plain(row.pending), ago(row.seen, now)] })),
    };
  }
}

/** Takes a table, the column to sort it by and whether the other way round; gives its rows in that order. What is alike stays as it was. */
export function sortedBy({ rows }: Table, column: number, isDown: boolean): Table['rows'] {
  const sorted = rows.toSorted((one, other) => compare(one.cells[column]?.by ?? '', other.cells[column]?.by ?? ''));
  return isDown ? sorted.toReversed() : sorted;
}

const names = new Intl.Collator('en', { numeric: true });
/** What needs looking at comes first. */
const urgency: Record<Mark, number> = { ill: 0, busy: 1, well: 2, over: 3 };
const marks: Record<Mark, string> = { well: '✓', busy: '…', ill: '✕', over: '–' };

function compare(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number' ? one - other : names.compare(String(one), String(other));
}

function plain(value: string | number): Cell {
  return { text: typeof value === 'string' ? <bdi>{value}</bdi> : value, by: value };
}

/** `1/2`: half comes before all. */
function share(text: string): Cell {
  const [of = 0, all = 0] = text.split('/').map(Number);
  return { text, by: all === 0 ? 1 : of / all };
}

function state(mark: Mark | null, word: string): Cell {
  if (mark === null) return { text: <bdi>{word}</bdi>, by: `9${word}` };
  return { text: <span className={styles[mark]}><span aria-hidden="true" className={styles.mark}>{marks[mark]}</span><bdi>{word}</bdi></span>, by: `${urgency[mark]}${word}` };
}

function age(since: number | null, now: number): Cell {
  return since === null ? { text: <span title="not told">–</span>, by: Infinity } : { text: humanDuration(now - since), by: now - since };
}

function ago(since: number | null, now: number): Cell {
  return since === null ? { text: 'not told', by: Infinity } : { text: `${humanDuration(Math.max(0, now - since))} ago`, by: now - since };
}
