/** The author's commands as the handbook shows them, on a copy of the runbooks. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './handrail.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-author-'));
after(() => { rmSync(folder, { recursive: true }); });
for (const part of ['runbooks', 'docs', 'static']) cpSync(join(root, part), join(folder, part), { recursive: true });

function handrail(...words: string[]) {
  return spawnSync(process.execPath, [join(root, 'server/cli/main.ts'), ...words], { cwd: folder, input: '', encoding: 'utf8', timeout: 200_000 });
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

test('pages become runbooks in which their commands are steps', () => {
  const made = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const step = /run=\S+ effect=read.*\nkubectl get pods -n cache\n/;
  mkdirSync(join(folder, 'wiki'));
  writeFileSync(join(folder, 'wiki/cache.md'), '# Image cache\n\n## Look\n\n```sh\nkubectl get pods -n cache\n```\n\nThen see the [alerts](alerts.md).\n');
  writeFileSync(join(folder, 'wiki/alerts.md'), '# Alerts\n\n## Silence one\n\n```sh\namtool silence query\n```\n');
  writeFileSync(join(folder, 'docs/cache.rst'), 'Image cache\n===========\n\nLook\n----\n\n.. code-block:: bash\n\n   kubectl get pods -n cache\n');
  for (const words of [['import', 'docs/cache.rst'], ['import', 'wiki/cache.md'], ['import', 'docs/cache.rst', '--json']]) {
    const { status, stderr } = handrail(...words);
    assert.equal(status, 0, stderr);
    assert.match(made('runbooks/cache.mdx'), step);
    rmSync(join(folder, 'runbooks/cache.mdx'));
  }
  assert.equal(handrail('import', 'wiki/cache.md', 'wiki/alerts.md', '--out', 'imported').status, 0);
  assert.match(made('imported/cache.mdx'), /\[alerts\]\(\.\/alerts\.mdx\)/);
});

test('the overview names the commands that write runbooks, and a slip is told with the way on', () => {
  const { status, stdout } = handrail('--help');
  assert.equal(status, 0);
  assert.match(stdout, /^Writing runbooks:(\n  (new|import|dev|lint|links|test|schema) .*){7}\n\n/m);
  const slip = handrail('lnt');
  assert.equal(slip.status, 125);
  assert.match(slip.stderr, /^handrail: unknown command 'lnt'\n\(Did you mean lint\?\)\n--help/);
});

test('a new runbook is asked for, and where nobody answers it says how', () => {
  const { status, stdout, stderr } = handrail('new');
  assert.notEqual(status, 0);
  assert.match(stdout + stderr, /--title|--yes/);
});
