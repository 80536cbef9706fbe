/**
 * Runs every suite one after the other, each by its npm script, and adds up what they counted. A suite without a count
 * (types, lint) is one test. The last line is `N passed, N failed`, and the exit status is 0 only when none failed.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** One after the other; what stands together runs at once: the first two keep one processor busy each, chaos mostly waits. */
const suites = [['typecheck', 'lint'], ['test:unit'], ['test:process'], ['test:hostile', 'test:chaos'], ['test:browser'], ['test:runbooks']];

interface Outcome {
  passed: number;
  failed: number;
  /** Each failure as the suite told it, so that the end can say it again: a log may be kept by its last lines only. */
  told: string[];
  /** What passed only the second time, and how it failed the first. */
  unsteady: string[];
}

/** How much of a failure is said again at the end, in characters: the name, what was expected and the first lines of the stack. */
const TOLD_AGAIN = 1500;

/** Takes a suite's whole output; gives each failure in it, cut. */
function failuresIn(output: string): string[] {
  return [...output.matchAll(/^✖ .+\.ts: (?!\d+ passed).*\n[^]*?(?=\n(?:✖|✔|ℹ|===) |$(?![^]))/gm)].map(([told]) => told.slice(0, TOLD_AGAIN).trimEnd());
}

/** Takes a suite's name and its whole output; gives what Node's test runners in it counted, one where they counted nothing. */
function count(suite: string, output: string, status: number): Outcome {
  const found = failuresIn(output);
  const told = status === 0 ? [] : found.length > 0 ? found : [`✖ ${suite}\n${output.slice(-TOLD_AGAIN).trimEnd()}`];
  const unsteady = status === 0 ? [...found, ...output.matchAll(/^⚠ unsteady: .*/gm)].map(String) : [];
  const counted = (word: string) => [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].reduce((sum, [, number]) => sum + Number(number), 0);
  const passed = counted('pass');
  const failed = counted('fail') + counted('cancelled');
  if (passed + failed === 0) return status === 0 ? { passed: 1, failed: 0, told, unsteady } : { passed: 0, failed: 1, told, unsteady };
  return { passed, failed: status === 0 ? failed : Math.max(1, failed), told, unsteady };
}

/** Takes a suite and where its output goes; gives what it counted. */
async function run(suite: string, print: (text: string) => void): Promise<Outcome> {
  const began = performance.now();
  print(`\n=== ${suite}\n`);
  // Hundreds of processes load the same modules: Node keeps what it made of them (https://nodejs.org/api/module.html#module-compile-cache).
  const env = { ...process.env, NODE_COMPILE_CACHE: resolve('node_modules/.cache/compile') };
  const child = spawn('npm', ['run', '--silent', suite], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    print(chunk.toString());
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  const outcome = count(suite, output, status);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(`=== ${suite}: passed ${outcome.passed}, failed ${outcome.failed}, in ${seconds} s\n`);
  return outcome;
}

/** Takes suites that run at once; gives what they counted. The first one's output is shown as it comes, that of the others after it. */
async function runGroup(group: readonly string[]): Promise<Outcome[]> {
  const held: string[] = [];
  const outcomes = await Promise.all(group.map((suite, at) => run(suite, (text) => { if (at === 0) process.stdout.write(text); else held[at] = (held[at] ?? '') + text; })));
  process.stdout.write(held.join(''));
  return outcomes;
}

const total: Outcome = { passed: 0, failed: 0, told: [], unsteady: [] };
const asked = process.argv.slice(2);
for (const group of asked.length > 0 ? asked.map((suite) => [suite]) : suites) {
  for (const { passed, failed, told, unsteady } of await runGroup(group)) {
    total.passed += passed;
    total.failed += failed;
    total.told.push(...told);
    total.unsteady.push(...unsteady);
  }
}
if (total.unsteady.length > 0) console.log(`\n=== what passed only the second time, and how it failed the first: mend it\n${total.unsteady.join('\n')}`);
if (total.told.length > 0) console.log(`\n=== what failed, once more\n${total.told.join('\n\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
