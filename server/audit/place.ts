/** The record on disk: chains under `audit/`, recordings under `journals/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { keptHead } from '../chain-file.ts';
import type { Paths } from '../config/paths.ts';
import { fileSource } from './source.ts';
import type { AuditPlace, KnownHead } from './verify.ts';

/** How long a line that is being written may take, in milliseconds, each time it is looked at. */
const lineMs = 20;
const chainName = /^(server|runner(-\d{1,4})?)\.(jsonl|head)$/;

/** Takes where things are kept; gives the names of the chains there are, the server's first; or of those with a file of their head. */
export function chainsIn({ audit }: Pick<Paths, 'audit'>, kind: 'jsonl' | 'head' = 'jsonl'): string[] {
  try {
    const names = readdirSync(audit).filter((file) => file.endsWith(kind)).flatMap((file) => chainName.exec(file)?.[1] ?? []);
    return names.sort((one, other) => Number(other === 'server') - Number(one === 'server') || one.localeCompare(other, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** Takes where things are kept and a chain's name; gives its file. */
export function chainPath({ audit }: Pick<Paths, 'audit'>, chain: string): string {
  return join(audit, `${chain}.jsonl`);
}

/** Takes where things are kept; gives the record there. */
export function auditPlace(paths: Pick<Paths, 'audit' | 'journals'>): AuditPlace {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return {
    chains: () => chainsIn(paths),
    open: (chain) => fileSource(chainPath(paths, chain)),
    recordings: {
      open: (run, file) => (isRunId(run) ? fileSource(join(paths.journals, run, file)) : null),
      end: (run) => (isRunId(run) ? readEnd(join(paths.journals, run, 'end.json')) : null),
    },
    pause: () => { Atomics.wait(sleeper, 0, 0, lineMs); },
  };
}

/** Takes where things are kept; gives the heads in the files beside the chains. */
export function headsBeside(paths: Pick<Paths, 'audit'>): KnownHead[] {
  return chainsIn(paths, 'head').flatMap((chain) => {
    const head = keptHead(chainPath(paths, chain));
    const from = `${chain}.head, the file beside it`;
    // No record has this hash.
    if (head === 'damaged') return { chain, head: { seq: 1, hash: 'damaged' }, from: `${from}, is damaged` };
    return head === null ? [] : { chain, head, from };
  });
}

function readEnd(path: string): Partial<Run> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
