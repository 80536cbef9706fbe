/**
 * What of a workspace is secret, in one file on a memory filesystem: variables that steps exported, and values that masks
 * found. It is never on a disk, outlives the runner, and ends with the workspace or the machine. Where the machine has no memory
 * filesystem for us, found values live in this process, and secret variables do not carry.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../journal/run-record.ts';
import { canBeHidden } from '../redact/secret-spellings.ts';
import { carries } from './shell-state.ts';
import type { Variables } from './secret-state.ts';

export interface SecretMemory {
  /** variables that must not be on a disk */
  variables(key: string): Variables;
  /** Takes the variables to have from now on. */
  keepVariables(key: string, variables: Variables): void;
  /** what masks found, oldest first */
  found(key: string): readonly string[];
  remember(key: string, secret: string): void;
  forget(key: string): void;
}

/** So many found values are remembered; the oldest go first. */
const mostFound = 256;

const kept = z.object({ variables: z.record(z.string(), z.string()), found: z.array(z.string()) });
type Kept = z.infer<typeof kept>;
const nothing: Kept = { variables: {}, found: [] };

/** Takes our folder on a memory filesystem, or null where there is none; gives the memory of all workspaces, by their keys. */
export function openSecretMemory(memory: string | null): SecretMemory {
  const folder = memory === null ? null : join(memory, 'secrets');
  const inProcess = new Map<string, readonly string[]>();
  const fileOf = (key: string) => (folder === null ? null : join(folder, `${key.replaceAll('/', '.')}.json`));
  const load = (key: string): Kept => {
    const file = fileOf(key);
    return file === null ? { variables: {}, found: [...inProcess.get(key) ?? []] } : readKept(file);
  };
  const save = (key: string, change: Partial<Kept>) => {
    const next = { ...load(key), ...change };
    const file = fileOf(key);
    if (file === null || folder === null) {
      inProcess.set(key, next.found);
      return;
    }
    if (Object.keys(next.variables).length === 0 && next.found.length === 0) return rmSync(file, { force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(file, JSON.stringify(next));
  };
  return {
    variables: (key) => load(key).variables,
    keepVariables: (key, variables) => { save(key, { variables: { ...variables } }); },
    found: (key) => load(key).found,
    remember(key, secret) {
      const known = load(key).found;
      if (!canBeHidden(secret) || known.includes(secret)) return;
      save(key, { found: [...known, secret].slice(-mostFound) });
    },
    forget(key) {
      inProcess.delete(key);
      const file = fileOf(key);
      if (file !== null) rmSync(file, { force: true });
    },
  };
}

function readKept(file: string): Kept {
  try {
    const { variables, found } = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { variables: Object.fromEntries(Object.entries(variables).filter(([name]) => carries(name))), found };
  } catch {
    return nothing;
  }
}
