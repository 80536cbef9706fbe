/** `npx handrail test` as a command: statuses, what it prints and writes, and that it leaves nothing behind, however it ends. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './try.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-command-'));
after(() => { rmSync(folder, { recursive: true }); });
const runbooks = join(folder, 'runbooks');
const faults = join(root, 'test/runbooks/faults');

/** Starts the command, with a data folder that nobody has. */
function begin(...words: string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/cli/main.ts', ...words, '--no-record'], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, HANDRAIL_DATA: join(folder, 'own') },
  });
}

async function ended(child: ChildProcess): Promise<{ status: number | null; signal: string | null; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
  child.stderr?.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  return await new Promise((resolve) => { child.once('close', (status, signal) => { resolve({ status, signal, stdout, stderr }); }); });
}

test('status 0 where nothing failed; the report ends with the counts, and so do the files', async () => {
  const files = ['report.txt', 'tap.txt', 'junit.xml'].map((name) => join(folder, name));
  const { status, stdout, stderr } = await ended(begin('test', 'faults#good-set-up', '--target', 'dev', '--runbooks', faults, '--report', files[0]!, '--tap', files[1]!, '--junit', files[2]!));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /✔ prints/);
  assert.match(stdout, /\n1 passed, 0 failed, 0 skipped; 1 step without assertion\n$/);
  assert.match(stderr, /^✔ faults#good-set-up on dev/m);
  const [report, tap, junit] = files.map((file) => readFileSync(file, 'utf8'));
  assert.equal(report, stdout);
  assert.match(tap ?? '', /^TAP version 14\n1\.\.1\nok 1 - /);
  assert.match(junit ?? '', /tests="1" failures="0"/);
  assert.ok(!existsSync(join(folder, 'own')), 'a person’s own folder was touched');
});

test('the runbooks of this repository are tried when no other folder is named', async () => {
  const { status, stdout, stderr } = await ended(begin('test', 'prompt-redis#ping', '--target', 'dev'));
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /\n1 passed, 0 failed, 0 skipped; 0 steps without assertion\n$/);
});

test('status 1 where something failed; JSON lines, each by itself, the counts last', async () => {
  const { status, stdout } = await ended(begin('test', 'faults#wrong-status', '--target', 'dev', '--runbooks', faults, '--json'));
  assert.equal(status, 1);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { unit?: { steps: { outcome: string }[] }; end?: { failed: number } });
  assert.deepEqual(lines.map((line) => Object.keys(line)), [['unit'], ['end']]);
  assert.equal(lines[0]?.unit?.steps[0]?.outcome, 'failed');
  assert.equal(lines[1]?.end?.failed, 1);
});

const refused: [words: string[], why: RegExp][] = [
  [['nothing'], /no runbook `nothing`/],
  [['faults#nothing'], /neither a procedure nor a step `nothing`/],
  [['--target', 'int'], /target `int`/],
  [['--env', 'moon'], /environment .*moon/i],
  [['--jobs', '0'], /whole number from 1 to 64/],
  [['--runbooks', '/nowhere'], /nowhere/],
];
for (const [words, why] of refused) {
  test(`status 125, with the reason: ${words.join(' ')}`, async () => {
    const { status, stderr } = await ended(begin('test', '--runbooks', faults, ...words));
    assert.equal(status, 125);
    assert.match(stderr, why);
  });
}

/** The data folder of the keeper that a command has started, once its runner runs a step that leaves a mark. */
async function dataOf(command: ChildProcess): Promise<string> {
  for (;;) {
    const keeper = processes().find(({ parent, words }) => parent === command.pid && words.includes('keeper.ts'));
    const data = /HANDRAIL_DATA=([^\0]+)/.exec(keeper === undefined ? '' : environmentOf(keeper.pid))?.[1];
    if (data !== undefined && sleeping().some(({ words }) => words.includes('98765'))) return data;
    assert.equal(command.exitCode, null, 'the command ended too early');
    await pause(50);
  }
}

const sleeping = () => processes().filter(({ words }) => words.startsWith('sleep\0'));

function processes(): { pid: number; parent: number; words: string }[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
      return [{ pid: Number(name), parent, words: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** Puts a runbook there whose only step has no end. */
function writeSlow(): void {
  rmSync(runbooks, { recursive: true, force: true });
  mkdirSync(runbooks);
  writeFileSync(join(runbooks, 'slow.mdx'), '---\ntitle: Slow\nservice: slow\n---\n\n## Wait\n\n```bash run=wait effect=read\nsleep 98765\n```\n');
}

/** Waits until nothing of a command is left: no process, no folder. */
async function requireGone(data: string): Promise<void> {
  const left = () => processes().filter(({ pid, words }) => environmentOf(pid).includes(data) || (words.startsWith('sleep\0') && words.includes('98765')));
  for (const late = Date.now() + 60_000; (left().length > 0 || existsSync(data)) && Date.now() < late; ) await pause(100);
  assert.deepEqual(left(), []);
  assert.ok(!existsSync(data), `${data} is still there`);
}

test('a runner that dies ends it all with status 125, and nothing is left', { timeout: 120_000 }, async () => {
  writeSlow();
  const command = begin('test', '--runbooks', runbooks);
  const whole = ended(command);
  const data = await dataOf(command);
  const runner = processes().find(({ pid, words }) => words.includes('runner/main.ts') && environmentOf(pid).includes(data));
  assert.ok(runner);
  process.kill(runner.pid, 'SIGKILL');
  const { status, stderr } = await whole;
  assert.equal(status, 125);
  assert.match(stderr, /runner/);
  await requireGone(data);
});

for (const [signal, status] of [['SIGINT', 130], ['SIGKILL', null]] as const) {
  test(`${signal} leaves no process and no folder behind`, { timeout: 120_000 }, async () => {
    writeSlow();
    const command = begin('test', '--runbooks', runbooks);
    const whole = ended(command);
    const data = await dataOf(command);
    command.kill(signal);
    assert.equal((await whole).status, status);
    await requireGone(data);
  });
}
