/**
 * Runs every suite one after the other, each by its npm script, and adds up what they counted. A suite without a count
 * (types, lint) is one test. The last line is `N passed, N failed`, and the exit status is 0 only when none failed.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const suites = ['typecheck', 'lint', 'test:unit', 'test:process', 'test:hostile', 'test:chaos', 'test:browser', 'test:runbooks'];

interface Outcome {
  passed: number;
  failed: number;
}

/** Takes a suite's name and its whole output; gives what Node's test runner counted, one where it counted nothing. */
function count(output: string, status: number): Outcome {
  const counted = (word: string) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const passed = counted('pass');
  const failed = counted('fail') + counted('cancelled');
  if (passed + failed === 0) return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

async function run(suite: string): Promise<Outcome> {
  // Hundreds of processes load the same modules: Node keeps what it made of them (https://nodejs.org/api/module.html#module-compile-cache).
  const env = { ...process.env, NODE_COMPILE_CACHE: resolve('node_modules/.cache/compile') };
  const child = spawn('npm', ['run', '--silent', suite], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  return count(output, status);
}

const total: Outcome = { passed: 0, failed: 0 };
for (const suite of process.argv.length > 2 ? process.argv.slice(2) : suites) {
  const began = performance.now();
  console.log(`\n=== ${suite}`);
  const outcome = await run(suite);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`=== ${suite}: passed ${outcome.passed}, failed ${outcome.failed}, in ${seconds} s`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
