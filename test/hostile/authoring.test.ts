/** Runbooks, names and places that are built to hold lint up, to end it, or to have it and the test write where they should not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { noScript, readPracticeScript } from '../../common/catalog/practice-script.ts';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { lintFolder } from '../../server/catalog/lint/lint-folder.ts';
import { forTerminal } from '../../server/catalog/lint/report/terminal.ts';
import { writeAtomically } from '../../server/doctest/atomic-write.ts';
import { plainReport } from '../../server/doctest/plain-report.ts';
import { merged } from '../../server/doctest/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-hostile-author-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });
const front = '---\ntitle: T\nservice: s\nparameters:\n  A: {type: name, default: a}\n---\n\n## Do it\n\n';
const block = (language: string, words: string, source: string): string => `\`\`\`${language} ${words}\n${source}\n\`\`\`\n\n`;
const bash = (source: string): string => block('bash', 'run=a effect=read', source);

const slow: readonly [what: string, body: string][] = [
  ['a word of many parameters beside a long one in the text', `${bash(`kubectl get "${'a${A}'.repeat(12)}x"`)}\`kubectl get ${'a'.repeat(400)}\`\n`],
  ['a line that is nearly a prompt', block('console', 'run=a effect=read', `$ ls\na@${'a'.repeat(3_000)}${':'.repeat(3_000)} `)],
  ['lines that are nearly addresses', `${'a.'.repeat(9_900)}\n\n`.repeat(45)],
  ['lines that are nearly tokens', `${'-eyJaaaaaaaaaa'.repeat(1_400)}\n\n`.repeat(45)],
  ['commands that no step runs', `${bash(Array.from({ length: 1_500 }, (_, at) => `kubectl get a${at} b`).join('\n'))}${Array.from({ length: 10_000 }, (_, at) => `\`kubectl get x${at}\`\n\n`).join('')}`],
  ['a link to what no file can be called', `[x](a%00b) [y](/${'a'.repeat(6_000)}) ![z](/${'b/'.repeat(3_000)}c.png)\n`],
  ['a file nested without end', block('yaml', 'file=a.yaml', '{a: '.repeat(10_000))],
];
for (const [at, [what, body]] of slow.entries()) {
  test(`lint comes to an end: ${what}`, { timeout: 200_000 }, async () => {
    const runbooks = join(folder, `slow-${at}`, 'runbooks');
    mkdirSync(runbooks, { recursive: true });
    writeFileSync(join(runbooks, 'x.mdx'), front + body);
    const began = process.cpuUsage();
    const { findings } = await lintFolder(runbooks, { shellCheck: null });
    assert.ok(Array.isArray(findings));
    // Without a bound each of these takes from half a minute to years.
    const { user, system } = process.cpuUsage(began);
    assert.ok(user + system < 15_000_000, `${(user + system) / 1000} ms of a processor`);
  });
}

test('a prompt of another shell is still known for one', async () => {
  const runbooks = join(folder, 'prompts', 'runbooks');
  mkdirSync(runbooks, { recursive: true });
  const prompts = ['me@host:~$ ls', '[me@host dir]$ ls', 'root@host /tmp# ls', 'me@host:/a b$ ls'];
  writeFileSync(join(runbooks, 'x.mdx'), `${front}${block('console', 'run=a effect=read', `$ true\n${prompts.join('\n')}`)}`);
  const { findings } = await lintFolder(runbooks, { shellCheck: null, rules: ['transcript-prompt'] });
  assert.equal(findings.length, prompts.length);
});

test('a step called constructor has neither a reason to be skipped nor attempts without end', () => {
  const { runbook } = compileRunbook({ id: 'constructor', file: 'x.mdx', bytes: Buffer.from(`${front}## Constructor\n\n${block('bash', 'run=constructor effect=read', 'ls "$A"')}`) });
  assert.ok(runbook);
  for (const script of [noScript, readPracticeScript('quiet: []', 'x', runbook).script ?? noScript]) {
    for (const named of [script.skip, script.retry, script.manual, script.before, script.type]) assert.equal(named['constructor'], undefined);
  }
  const step = { runbook: 'constructor', step: 'constructor', title: '', kind: 'runnable', digest: 'd', file: 'x', line: 1, outcome: 'passed', why: '', notes: [], asserts: false, at: 1, ms: 1, difference: '', screen: '' } as const;
  const unit = { runbook: 'constructor', title: 'T', procedure: 'constructor', procedureTitle: '', target: '', setUp: [], steps: [step], ms: 1 };
  const found = merged({ version: 1, at: 0, runbooks: {} }, { digest: '', runbooks: [runbook] }, [unit], 2);
  assert.equal(found.runbooks['constructor']?.['constructor']?.length, 1);
});

test('a report goes to a device or a pipe as it is, and leaves it there', async () => {
  const before = lstatSync('/dev/null');
  await writeAtomically('/dev/null', 'x');
  assert.equal(lstatSync('/dev/null').rdev, before.rdev);
  const link = lstatSync('/dev/stdout').isSymbolicLink();
  const words = `import { writeAtomically } from ${JSON.stringify(join(import.meta.dirname, '../../server/doctest/atomic-write.ts'))}; await writeAtomically('/dev/stdout', 'told'); await writeAtomically('/dev/stdout', ' twice');`;
  // What Node hands a child for its output is a socket, which nobody can open by name.
  assert.equal(spawnSync('/bin/sh', ['-c', '"$0" --input-type=module -e "$1" | cat', process.execPath, words], { encoding: 'utf8' }).stdout, 'told twice');
  assert.equal(lstatSync('/dev/stdout').isSymbolicLink(), link);
});

test('a report goes to where a link leads, and nothing that was put beside it is written through', async () => {
  const place = mkdtempSync(join(folder, 'report-'));
  const [report, other] = [join(place, 'report.txt'), join(place, 'other')];
  writeFileSync(other, 'mine');
  symlinkSync(other, join(place, `.report.txt.${process.pid}.new`));
  await writeAtomically(report, 'told');
  assert.equal(readFileSync(other, 'utf8'), 'mine');
  assert.equal(readFileSync(report, 'utf8'), 'told');
  assert.equal(readdirSync(place).length, 3);
});

test('the name of a file steers no terminal', () => {
  const name = 'run\u001b]0;x\u0007books/a\u202e.mdx';
  assert.doesNotMatch(plainReport({ units: [], obstacles: [{ file: name, line: 1, column: 1, message: 'm' }], mended: [], ms: 1 }), /[\u001b\u0007\u202e]/);
  assert.doesNotMatch(forTerminal({ findings: [], files: 1, fixed: { [name]: 1 }, remarks: [`${name} was changed`], lines: new Map() }, false).join('\n'), /[\u001b\u0007\u202e]/);
});
