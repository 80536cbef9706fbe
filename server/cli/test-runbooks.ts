/** Carries `handrail test` out: runs it, tells what comes of it, and writes the reports. */
import { resolve } from 'node:path';
import type { Config } from '../config/load.ts';
import { writeAtomically } from '../doctest/atomic-write.ts';
import { junit } from '../doctest/junit.ts';
import { countsOf, type Outcome, type UnitOutcome } from '../doctest/outcome.ts';
import { plainReport, unitLine } from '../doctest/plain-report.ts';
import { UnknownName } from '../doctest/select.ts';
import { tap } from '../doctest/tap.ts';
import { runTests } from '../doctest/test-run.ts';
import { HandrailError } from '../../common/errors.ts';
import { Sorry } from './api.ts';
import { ownRunbooks, type TestWords } from './test-command.ts';
import { withoutCommands } from './workflow-commands.ts';

const root = resolve(import.meta.dirname, '../..');
const interrupted = 130;

class Interrupted extends Error {}

/** Takes the configuration, what to try and how; gives the status to end with. */
export async function test(config: Config, references: readonly string[], words: TestWords): Promise<number> {
  const ending = new AbortController();
  const stop = () => {
    // What was begun is cleared away even without us.
    if (ending.signal.aborted) process.exit(interrupted);
    process.stderr.write('handrail: ending what was begun. Once more ends this at once.\n');
    ending.abort(new Interrupted());
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const isJson = words.json === true;
  try {
    const outcome = await runTests({
      config, references, target: words.target ?? null, folder: resolve(words.runbooks), from: process.cwd(), rules: resolve(root, 'environments.yaml'),
      environment: words.env, jobs: words.jobs ?? null, update: words.update === true, tested: words.record && resolve(words.runbooks) === ownRunbooks ? config.tested : null,
      patience: words.patience, signal: ending.signal,
      onUnit: (unit) => { tell(unit, isJson); },
      onUnkept: (why) => { process.stderr.write(`handrail: The results are not kept for the page: ${why}. Make the folder writable, or give --no-record.\n`); },
    });
    if (isJson) tellJson(outcome);
    else process.stdout.write(withoutCommands(plainReport(outcome), process.env));
    await writeReports(outcome, words);
    return countsOf(outcome).failed === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof Interrupted) return interrupted;
    if (error instanceof UnknownName) throw new Sorry(error.message);
    if (error instanceof HandrailError && error.code === 'runner-away') throw new Sorry('The runner of this test ended while it was at work, so there is no result. Try again, with HANDRAIL_LOG=debug to hear more.');
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  }
}

/** On the way a line for each procedure; on stderr, so that stdout holds the report alone. */
function tell(unit: UnitOutcome, isJson: boolean): void {
  if (isJson) process.stdout.write(`${JSON.stringify({ unit })}\n`);
  else process.stderr.write(`${unitLine(unit)}\n`);
}

function tellJson(outcome: Outcome): void {
  for (const obstacle of outcome.obstacles) process.stdout.write(`${JSON.stringify({ obstacle })}\n`);
  process.stdout.write(`${JSON.stringify({ end: { ...countsOf(outcome), mended: outcome.mended, ms: outcome.ms } })}\n`);
}

async function writeReports(outcome: Outcome, words: TestWords): Promise<void> {
  const reports = [[words.tap, tap], [words.junit, junit], [words.report, plainReport]] as const;
  const unwritten: string[] = [];
  for (const [path, write] of reports) {
    if (path === undefined) continue;
    await writeAtomically(resolve(path), write(outcome)).catch((error: unknown) => { unwritten.push((error as Error).message); });
  }
  if (unwritten.length > 0) throw new Sorry(`A report could not be written: ${unwritten.join('; ')}. Name another file.`);
}
