/**
 * How tests are told: one line a file, every failure whole, the counts at the end. Thousands of ticks hide the one cross.
 */
import type { TestEvent } from 'node:test/reporters';
import { relative } from 'node:path';

interface Told {
  passed: number;
  failed: number;
  ms: number;
}

/** Takes the events of Node's test runner; gives the text to print. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const files = new Map<string, Told>();
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') {
      if (event.type === 'test:stderr') yield event.data.message;
      continue;
    }
    const { file, name, details, nesting } = event.data;
    const where = file === undefined ? '?' : relative('.', file);
    const told = files.get(where) ?? { passed: 0, failed: 0, ms: 0 };
    files.set(where, told);
    if (details.type === 'suite') continue;
    if (nesting === 0) told.ms += details.duration_ms;
    if (event.type === 'test:pass') told.passed += 1;
    else {
      told.failed += 1;
      const error = details.error as Error & { cause?: unknown };
      yield `✖ ${where}: ${name}\n${String((error.cause as Error | undefined)?.stack ?? error.cause ?? error.stack)}\n\n`;
    }
  }
  for (const [file, told] of files) {
    yield `${told.failed === 0 ? '✔' : '✖'} ${file}: ${told.passed} passed, ${told.failed} failed (${(told.ms / 1000).toFixed(1)} s)\n`;
  }
  const sum = (pick: (told: Told) => number) => [...files.values()].reduce((total, told) => total + pick(told), 0);
  yield `ℹ pass ${sum((told) => told.passed)}\nℹ fail ${sum((told) => told.failed)}\n`;
}
