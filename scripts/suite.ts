/**
 * Runs a suite of tests, `node scripts/suite.ts [--again] <files at once> <glob>…`: what only computes in one process, all else a
 * process a file, the longest first. It tells them as `reporter.ts` does; the exit status is 0 only when none failed.
 *
 * Browsers, clocks and hundreds of processes on a machine with other work: now and then one of some nine thousand tests fails for
 * want of time. With `--again` a few files that failed are run once more, alone, and what passes then is told as unsteady, with how
 * it failed. What tries to break in, or kills at random, has one chance: a hole that opens one time in two is a hole.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { pureTests } from './pure-tests.ts';
import { tell } from './reporter.ts';

/** The longest a test may take, in milliseconds. */
const timeout = 240_000;
/** What takes long beside the rest of its suite: begun first, none of it is left alone at the end. */
const long = /^(?:server\/practice\/(?:practice|transformed-efd|scenario\/(?:scenarios|.*-repairs)|operators\/(?:strimzi|keda)\/\w+)|test\/(?:practice-cli|catalog|hostile\/(?:practice-world|files)|browser\/(?:axe|states|dev|accounts|terminal)|runbooks\/practice))\.test\.ts$/;

/** Files that may fail and be run again: of more, something is broken. */
const most = 3;

const words = process.argv.slice(2);
const isAgain = words[0] === '--again';
const [atOnce = '1', ...globs] = isAgain ? words.slice(1) : words;
const files = globSync(globs).sort();
if (files.length === 0) throw new Error(`no test file is like ${globs.join(' ')}`);
const pure = pureTests(files);
const alone = files.filter((file) => !pure.includes(file));
const inOrder = [...alone.filter((file) => long.test(file)), ...alone.filter((file) => !long.test(file))];
const statuses = await Promise.all([together(pure), eachAlone(inOrder)]);
process.exitCode = statuses.every(Boolean) ? 0 : 1;

/** Takes files; runs them all in one process. Tells whether all went well. */
async function together(files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true;
  const words = ['--test', '--test-isolation=none', `--test-timeout=${timeout}`, `--test-reporter=${import.meta.dirname}/reporter.ts`, ...files];
  const [status] = await once(spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit'] }), 'close') as [number | null];
  return status === 0;
}

/** Takes files; runs each in a process of its own, in this order, and where that may be, those that failed once more. Tells whether all went well. */
async function eachAlone(inOrder: readonly string[]): Promise<boolean> {
  const mayAgain = (failed: number): boolean => isAgain && failed <= most;
  const failed = await runFiles(inOrder, Number(atOnce), mayAgain);
  if (failed.length === 0 || !mayAgain(failed.length)) return failed.length === 0;
  console.log(`\nOnce more, one at a time: ${failed.join(', ')}`);
  const twice = await runFiles(failed, 1, () => false);
  for (const file of failed) if (!twice.includes(file)) console.log(`⚠ unsteady: ${file} failed, and passed the second time, alone`);
  return twice.length === 0;
}

/** Takes files and how many run at once; gives those that failed. */
async function runFiles(these: readonly string[], concurrency: number, mayAgain: (failed: number) => boolean): Promise<string[]> {
  if (these.length === 0) return [];
  const failed = new Set<string>();
  const events = run({ files: [...these], concurrency, timeout });
  events.on('test:fail', ({ file }) => { failed.add(file === undefined ? '?' : relative('.', file)); });
  for await (const text of events.compose((all: AsyncIterable<TestEvent>) => tell(all, mayAgain))) process.stdout.write(text as string);
  return [...failed];
}
