/** The database `efd_scheduler` of a world: one SQLite file, shared by the pods of all clusters and by `sql` steps. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { columns, indexes, insertion, instruments, schema } from './schema.ts';
import { seedTasks } from './seed-tasks.ts';

/** Takes the folder of a world; gives the path of its database. The folder is mounted in pods as `/run/practice/database`. */
export function schedulerFile(world: string): string {
  return join(world, 'shared/database/efd_scheduler.db');
}

/** Takes the folder of a world and its time, unix milliseconds; makes the database with its history, unless it is there. Gives its path. */
export function ensureScheduler(world: string, now: number): string {
  const file = schedulerFile(world);
  if (existsSync(file)) return file;
  mkdirSync(join(world, 'shared/database'), { recursive: true, mode: 0o700 });
  // Beside the folder that pods write to, who could have put anything under a name that is known.
  const place = mkdtempSync(join(world, 'shared/.database-'));
  const beginning = join(place, 'efd_scheduler.db');
  const database = new DatabaseSync(beginning);
  try {
    // Nobody else knows the file yet, and half of one is thrown away: no journal is needed.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    fill(database, now);
    // Write-ahead logging lets several pods and readers work at once, each waiting for the others no longer than a write
    // takes (https://www.sqlite.org/wal.html).
    database.exec('PRAGMA journal_mode = WAL');
  } finally {
    database.close();
  }
  chmodSync(beginning, 0o600);
  renameSync(beginning, file);
  rmSync(place, { recursive: true });
  return file;
}

function fill(database: DatabaseSync, now: number): void {
  const tasks = seedTasks(Math.floor(now / 1000));
  database.exec(`BEGIN; ${schema()}`);
  for (const instrument of instruments) {
    const insert = database.prepare(insertion(instrument));
    for (const task of tasks[instrument]) insert.run(...columns.map((column) => task[column]));
  }
  database.exec(`${indexes()} COMMIT;`);
}
