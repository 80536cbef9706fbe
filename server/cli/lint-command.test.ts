import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const main = join(import.meta.dirname, 'main.ts');
const root = mkdtempSync(join(tmpdir(), 'lint-cli-'));
const folder = join(root, 'runbooks');
mkdirSync(folder);
after(() => { rmSync(root, { recursive: true }); });

const front = (title: string): string => `---\ntitle: ${title}\nservice: s\nreviewed: ${new Date().toISOString().slice(0, 10)}\nsections: []\n---\n\n`;
const fence = '```';
const good = `${front('Good')}${fence}bash run=a effect=read title="T" expect="x"\nkubectl get pods\n${fence}\n`;
const bad = `${front('Bad')}${fence}bash run=a effect=read title="T" expect="x"\nkubectl logs -f x\n${fence}\n\nTODO\n`;
writeFileSync(join(folder, 'good.mdx'), good);
writeFileSync(join(folder, 'bad.mdx'), bad);

function lint(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'lint', ...words], { cwd: root, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HANDRAIL_DATA: root } });
  return { status, stdout, stderr };
}

test('a folder is told of, with the sums last and a status that says whether there are errors', () => {
  const { status, stdout } = lint('--no-shellcheck');
  assert.equal(status, 1);
  assert.match(stdout, /^runbooks\/bad\.mdx:9:1 error: `kubectl logs -f` never ends/m);
  assert.match(stdout, /\n2 runbooks: 1 error, 1 warning, 0 notes, 0 gaps \(not written yet\)\n$/);
  assert.doesNotMatch(stdout, /\u001b/);
});

test('one runbook, one rule, and how many warnings may be', () => {
  assert.equal(lint('--no-shellcheck', 'runbooks/good.mdx').status, 0);
  const { status, stdout } = lint('--no-shellcheck', '--rule', 'placeholder', 'runbooks/bad.mdx');
  assert.deepEqual([status, stdout.includes('endless')], [0, false]);
  assert.equal(lint('--no-shellcheck', '--rule', 'placeholder', '--max-warnings', '0', 'runbooks').status, 1);
});

test('JSON is one object, with what programs need', () => {
  const { status, stdout } = lint('--no-shellcheck', '--json', 'runbooks');
  const { findings, counts, files, fixed } = JSON.parse(stdout) as { findings: { rule: string; file: string; line: number; fix: unknown }[]; counts: unknown; files: number; fixed: unknown };
  assert.equal(status, 1);
  assert.deepEqual([counts, files, fixed], [{ error: 1, warning: 1, note: 0, gap: 0 }, 2, {}]);
  assert.deepEqual(findings.map(({ rule, file, line }) => [rule, file, line]), [['endless', 'runbooks/bad.mdx', 9], ['placeholder', 'runbooks/bad.mdx', 12]]);
  assert.ok(findings[0]?.fix);
});

test('annotations go to GitHub', () => {
  assert.match(lint('--no-shellcheck', '--format', 'github').stdout, /^::error file=runbooks\/bad\.mdx,line=9,col=1,endColumn=2,title=endless::/m);
});

test('what can be mended is, and linted again', () => {
  const { status, stdout } = lint('--no-shellcheck', '--fix');
  assert.equal(status, 0);
  assert.match(stdout, /1 thing mended in runbooks\/bad\.mdx\./);
  assert.equal(readFileSync(join(folder, 'bad.mdx'), 'utf8'), bad.replace('expect="x"', 'expect="x" background'));
  assert.equal(readFileSync(join(folder, 'good.mdx'), 'utf8'), good);
  assert.doesNotMatch(lint('--no-shellcheck', '--fix').stdout, /mended/);
});

test('words that make no sense end with 125 and say what to do', () => {
  symlinkSync(join(folder, 'good.mdx'), join(root, 'link.mdx'));
  writeFileSync(join(root, 'notes.txt'), '');
  for (const [words, said] of [[['nowhere'], /is not there/], [['--rule', 'nonsense'], /There is no rule nonsense/], [['--format', 'xml'], /terminal or github/], [['--max-warnings', '-1'], /whole number/], [['link.mdx'], /is a link/], [['notes.txt'], /no runbook/], [['runbooks', 'runbooks'], /one folder/]] as const) {
    const { status, stderr } = lint(...words);
    assert.equal(status, 125, words.join(' '));
    assert.match(stderr, said);
  }
});
