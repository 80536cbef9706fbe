/** A run's records as files: read with care, since a machine may have died while one was written, and written whole. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import { runStates } from '../../../common/run-state.ts';

/** Takes text and a run's id; gives the record it spells, or null when it spells none of that run. */
export function parseRecord(text: string, id: RunId): Run | null {
  try {
    const record = JSON.parse(text) as Run | null;
    if (typeof record !== 'object' || record === null) return null;
    return record.id === id && runStates.includes(record.state) && Number.isSafeInteger(record.end) ? record : null;
  } catch {
    return null;
  }
}

/** Takes a file and a run's id; gives the record in it, null when there is no such file, or `damaged`. Throws when it cannot be read. */
export function readRecord(path: string, id: RunId): Run | 'damaged' | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return 'damaged';
    throw error;
  }
  return parseRecord(text, id) ?? 'damaged';
}

/** Takes a file and text; replaces the file as a whole. What a full disk took half of is removed. Throws when the disk refuses. */
export function writeWhole(path: string, text: string): void {
  try {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw error;
  }
}

/**
 * Takes a file, text and what else must be durable before the file appears; replaces the file as a whole, and settles once that
 * outlives a loss of power. Throws when the disk refuses.
 */
export async function writeDurably(path: string, text: string, before: Promise<void> = Promise.resolve()): Promise<void> {
  try {
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(text);
      // Both at once: a busy disk takes as long for two as for one.
      await Promise.all([before, file.sync()]);
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
