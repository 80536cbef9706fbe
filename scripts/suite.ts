/**
 * Runs a suite of tests, `node scripts/suite.ts <files at once> <glob>…`: what only computes in one process, all else a process
 * a file, the longest first. It tells them as `reporter.ts` does; the exit status is 0 only when none failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { pureTests } from './pure-tests.ts';
import report from './reporter.ts';

/** The longest a test may take, in milliseconds. */
const timeout = 240_000;
/** What takes a minute or more of its suite: begun first, none of it is left alone at the end. */
const long = /^(?:server\/practice\/(?:practice|transformed-efd|scenario\/(?:scenarios|.*-repairs))|test\/(?:broken-site|practice-cli|hostile\/practice-world|browser\/axe|runbooks\/practice))\.test\.ts$/;

const [atOnce = '1', ...globs] = process.argv.slice(2);
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

/** Takes files; runs each in a process of its own, in this order. Tells whether all went well. */
async function eachAlone(files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true;
  let well = true;
  const events = run({ files: [...files], concurrency: Number(atOnce), timeout });
  events.on('test:fail', () => { well = false; });
  for await (const text of events.compose(report)) process.stdout.write(text as string);
  return well;
}
