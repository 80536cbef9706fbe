/**
 * The tables of `efd_scheduler`, which coordinate the tasks of Transformed EFD: one a instrument, the same for development and
 * production. Columns and statuses are those of the service
 * (github.com/lsst-dm/consdb, python/lsst/consdb/transformed_efd/schemas/yml/efd_scheduler.yaml, and its runbook).
 *
 * Times are text in UTC as SQLite's own functions give them, `2025-10-01 00:00:00`, so that they compare with `datetime(…)`.
 */
export const instruments = ['latiss', 'lsstcam', 'lsstcomcam'] as const;
export type Instrument = (typeof instruments)[number];

export const statuses = ['pending', 'idle', 'running', 'completed', 'failed', 'stale'] as const;
export type TaskStatus = (typeof statuses)[number];

/** One row, without its id: those are given out in order. Times are unix seconds; the tables hold them as text. */
export interface Task {
  start_time: number;
  end_time: number;
  timewindow: number;
  status: TaskStatus;
  process_start_time: number;
  process_end_time: number;
  process_exec_time: number;
  exposures: number;
  visits1: number;
  retries: number;
  error: string | null;
  butler_repo: string;
  created_at: number;
}

/** The columns after `id`, in the order of the tables. */
export const columns: readonly (keyof Task)[] = [
  'start_time', 'end_time', 'timewindow', 'status', 'process_start_time', 'process_end_time', 'process_exec_time',
  'exposures', 'visits1', 'retries', 'error', 'butler_repo', 'created_at',
];

/** Takes an instrument; gives the SQL that adds one task to its table, with a `?` for each column. */
export function insertion(instrument: Instrument): string {
  const values = columns.map((column) => (/_time$|_at$/.test(column) && column !== 'process_exec_time' ? "datetime(?, 'unixepoch')" : '?'));
  return `INSERT INTO ${instrument} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
}

/** Gives the SQL that makes the empty tables. */
export function schema(): string {
  const known = statuses.map((status) => `'${status}'`).join(', ');
  const tables = instruments.map((instrument) => `
    CREATE TABLE ${instrument} (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      start_time TEXT NOT NULL,
      end_time TEXT NOT NULL,
      timewindow INTEGER NOT NULL DEFAULT 1,
      status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN (${known})),
      process_start_time TEXT,
      process_end_time TEXT,
      process_exec_time INTEGER NOT NULL DEFAULT 0,
      exposures INTEGER NOT NULL DEFAULT 0,
      visits1 INTEGER NOT NULL DEFAULT 0,
      retries INTEGER NOT NULL DEFAULT 0,
      error TEXT,
      butler_repo TEXT,
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    );`);
  return tables.join('');
}

/** Gives the SQL that makes the indexes the service's questions need; quicker once the tables are filled. */
export function indexes(): string {
  return instruments.map((instrument) => `
    CREATE INDEX ${instrument}_by_status ON ${instrument} (status, start_time);
    CREATE INDEX ${instrument}_by_end ON ${instrument} (end_time);`).join('');
}
