/** The author's commands as the handbook shows them, on a copy of the runbooks. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './handrail.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-author-'));
after(() => { rmSync(folder, { recursive: true }); });
for (const part of ['runbooks', 'docs', 'static']) cpSync(join(root, part), join(folder, part), { recursive: true });

function handrail(...words: string[]) {
  return spawnSync(process.execPath, [join(root, 'server/cli/main.ts'), ...words], { cwd: folder, input: '', encoding: 'utf8', timeout: 60_000 });
}

test('lint finds no error in the runbooks', () => {
  const { status, stdout, stderr } = handrail('lint');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /0 errors, 0 warnings/);
});

test('what needs no mending stays as it is, to the byte', () => {
  const page = join(folder, 'runbooks/prompt-redis.mdx');
  const before = readFileSync(page);
  assert.equal(handrail('lint', 'runbooks/prompt-redis.mdx', '--fix').status, 0);
  assert.deepEqual(readFileSync(page), before);
});

test('one rule as JSON, and all of them for GitHub', () => {
  const { status, stdout } = handrail('lint', '--rule', 'broken-link', '--json');
  assert.equal(status, 0, stdout);
  for (const line of stdout.trim().split('\n')) JSON.parse(line);
  assert.equal(handrail('lint', '--format', 'github', '--max-warnings', '0').status, 0);
});

test('a new runbook is asked for, and where nobody answers it says how', () => {
  const { status, stdout, stderr } = handrail('new');
  assert.notEqual(status, 0);
  assert.match(stdout + stderr, /--title|--yes/);
});
