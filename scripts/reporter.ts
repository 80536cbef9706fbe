/**
 * How tests are told: one line a file, every failure whole, the counts at the end. Thousands of ticks hide the one cross.
 */
import type { TestEvent } from 'node:test/reporters';
import { relative } from 'node:path';

interface Told {
  passed: number;
  failed: number;
  /** of its tests, or where the file has a process of its own, of all of it */
  ms: number;
}

/** Takes what a test failed with; gives it with what caused it, and what caused that: "fetch failed" alone tells nobody why. */
function explain(error: unknown): string {
  const told: string[] = [];
  for (let cause = error; cause !== undefined && told.length < 5; cause = (cause as { cause?: unknown } | null)?.cause) {
    told.push(String((cause as { stack?: string } | null)?.stack ?? cause).trimEnd());
  }
  return told.join('\nbecause of ');
}

/** Takes the events of Node's test runner; gives the text to print. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* tell(events, () => false);
}

/** Takes the events, and what tells of the number of files that failed whether these are run again: then nothing of them is counted. Gives the text to print. */
export async function* tell(events: AsyncIterable<TestEvent>, isAgain: (failed: number) => boolean): AsyncGenerator<string> {
  const files = new Map<string, Told>();
  for await (const event of events) {
    const of = (file: string | undefined): Told => {
      const where = file === undefined ? '?' : relative('.', file);
      const told = files.get(where) ?? { passed: 0, failed: 0, ms: 0 };
      files.set(where, told);
      return told;
    };
    if (event.type === 'test:summary' && event.data.file !== undefined) of(event.data.file).ms = event.data.duration_ms;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') {
      if (event.type === 'test:stderr') yield event.data.message;
      continue;
    }
    const { file, name, details, nesting } = event.data;
    const told = of(file);
    if (details.type === 'suite') continue;
    if (nesting === 0) told.ms += details.duration_ms;
    if (event.type === 'test:pass') told.passed += 1;
    else {
      told.failed += 1;
      const error = details.error as Error & { cause?: unknown };
      yield `✖ ${relative('.', file ?? '?')}: ${name}\n${explain(error.cause ?? error)}\n\n`;
    }
  }
  for (const [file, told] of files) {
    yield `${told.failed === 0 ? '✔' : '✖'} ${file}: ${told.passed} passed, ${told.failed} failed (${(told.ms / 1000).toFixed(1)} s)\n`;
  }
  const again = isAgain([...files.values()].filter(({ failed }) => failed > 0).length);
  const counted = [...files.values()].filter(({ failed }) => !again || failed === 0);
  const sum = (pick: (told: Told) => number) => counted.reduce((total, told) => total + pick(told), 0);
  yield `ℹ pass ${sum((told) => told.passed)}\nℹ fail ${sum((told) => told.failed)}\n`;
}
