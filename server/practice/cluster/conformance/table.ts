/**
 * The conformance table: what the real kubectl prints against a cluster, and how it ends. Rows are data. What they expect
 * is what a real cluster of that version answers, so a row that fails is the cluster's fault until shown otherwise.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { ClusterOptions } from '../cluster.ts';
import type { Manifest } from '../object.ts';
import { type Bench, type Result, startBench } from '../testing/kubectl.ts';

export interface Row {
  /** arguments, split at spaces; single quotes keep a part together */
  run: string | string[];
  /** YAML for its standard input */
  input?: string;
  /** exit status; 0 unless told */
  status?: number;
  out?: RegExp | string;
  /** nothing unless told or the status is not 0 */
  err?: RegExp | string;
  /** standard output as a table: cells separated by `|`, `~` for an age, `*` for anything */
  cells?: string[];
  /** seconds after which it is ended, for what does not end by itself */
  killAfter?: number;
  /** repeated until it comes out as told, for what takes its time */
  until?: true;
  env?: Record<string, string>;
}

/** One row, or rows that follow one another. */
export type Entry = Row | Row[];

export interface Given {
  /** YAML of what is there before the first row; namespaces first */
  objects?: string;
  options?: Partial<ClusterOptions>;
  /** how many chains of rows run at once */
  concurrency?: number;
}

/** Takes a name, what is there before, and rows: those that follow one another as a list. Declares a test of each. */
export function conformance(what: string, given: Given, entries: Entry[]): void {
  describe(what, { concurrency: given.concurrency ?? 4 }, () => {
    let bench: Bench | undefined;
    before(async () => {
      bench = await startBench(given.options);
      bench.cluster.apply(parseAllDocuments(given.objects ?? '').flatMap((document) => document.toJS() as Manifest | null ?? []));
    });
    after(async () => {
      await bench?.close();
      assert.deepEqual(bench?.errors, []);
    });
    for (const entry of entries) {
      const rows = Array.isArray(entry) ? entry : [entry];
      test(title(rows), { timeout: 120_000 }, async () => {
        assert.ok(bench);
        for (const row of rows) await follow(bench, row);
      });
    }
  });
}

function title([first, ...more]: Row[]): string {
  const run = Array.isArray(first?.run) ? first.run.join(' ') : first?.run ?? '';
  return `kubectl ${run}${more.length > 0 ? ` … and ${more.length} more` : ''}`;
}

const patience = 60_000;

async function follow(bench: Bench, row: Row): Promise<void> {
  const args = typeof row.run === 'string' ? split(row.run) : row.run;
  const began = performance.now();
  for (;;) {
    const result = await bench.kubectl(args, {
      // kubectl takes what begins with a brace for JSON
      ...(row.input === undefined ? {} : { input: `#\n${row.input}` }),
      ...(row.killAfter === undefined ? {} : { killAfter: row.killAfter * 1000 }),
      ...(row.env === undefined ? {} : { env: row.env }),
    });
    try {
      check(row, args, result);
      return;
    } catch (error) {
      if (row.until !== true || performance.now() - began > patience) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
  }
}

function split(text: string): string[] {
  return Array.from(text.matchAll(/(?:'[^']*'|[^\s'])+/g), ([word]) => word.replaceAll("'", ''));
}

function check(row: Row, args: string[], { status, stdout, stderr }: Result): void {
  const shown = `kubectl ${args.join(' ')}\nstatus ${status}\n${stdout}\n${stderr}`;
  const expect = (text: string, wanted: RegExp | string) => {
    const fits = typeof wanted === 'string' ? text.trimEnd() === wanted : wanted.test(text);
    assert.ok(fits, `${shown}\nwanted ${String(wanted)}`);
  };
  if (row.killAfter === undefined) assert.equal(status, row.status ?? 0, shown);
  if (row.out !== undefined) expect(stdout, row.out);
  if (row.cells !== undefined) expect(stdout, cells(row.cells));
  const quiet = (row.status ?? 0) === 0 && row.killAfter === undefined;
  if (row.err !== undefined || quiet) expect(stderr, row.err ?? '');
}

/** Takes lines of cells; gives what the whole output must match. */
export function cells(lines: string[]): RegExp {
  const cell = (text: string) => text.trim().split(/([~*])/).map((part) => {
    if (part === '~') return '(?:\\d+[ydhms])+';
    return part === '*' ? '.*?' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  }).join('');
  return new RegExp(`^${lines.map((line) => `${line.split('|').map(cell).join(' {2,}')} *\\n`).join('')}$`);
}
