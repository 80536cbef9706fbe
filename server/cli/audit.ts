/** `handrail audit verify`: proves that no line of the server's record and the runners' was changed, left out, moved or repeated. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstFault } from '../audit/verify.ts';
import type { Config } from '../config/load.ts';
import { Sorry } from './api.ts';

/** A record that does not hold ends the command with this status. */
const broken = 1;

/** Takes the configuration; tells of each record whether it holds, and where it does not. Gives the status to end with. */
export function auditVerify({ paths }: Config): number {
  return Math.max(...[join(paths.audit, 'server.jsonl'), ...runnerRecords(paths.audit)].map(verify));
}

/** One of each generation of runners: a chain has one writer. Before the first step there is none. */
function runnerRecords(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^runner(-\d+)?\.jsonl$/.test(name)).sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function verify(path: string): number {
  const text = read(path);
  const fault = firstFault(text);
  if (fault === null) {
    console.log(`${path}: ${text.split('\n').length - 1} records, unbroken.`);
    return 0;
  }
  console.log(`${path}:${fault.line}: ${fault.why}. What stands before it is unbroken.`);
  return broken;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Sorry(`There is no record at ${path} (${(cause as NodeJS.ErrnoException).code ?? String(cause)}). Set HANDRAIL_DATA as for the server.`);
  }
}
