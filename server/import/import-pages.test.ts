import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { importPages } from './import-pages.ts';
import { fixturePairs, importAll, measure, report, total } from './measure.ts';
import { readSourceFile } from './source-file.ts';
import { Unreadable } from './unreadable.ts';

/** The fixtures, imported once for all tests: a page of reStructuredText costs a Python. */
const pairs = fixturePairs();
const fixtures = importAll(pairs);

const one = (file: string, text: string) => {
  const { imported, refused } = importPages([{ file, text }]);
  return { page: imported[0], refused };
};
const steps = (text: string, file = 'page.md') => one(file, text).page?.runbook?.steps ?? [];
const told = (text: string, file = 'page.md') => (one(file, text).page?.notes ?? []).map(({ line, message, text: words }) => `${line} ${message} ${words}`).join('\n');

test('at least 95 % of the fixtures’ commands are steps with the right effect', (context) => {
  const scores = measure(pairs, fixtures);
  const { share } = total(scores);
  context.diagnostic(report(scores));
  assert.ok(scores.length >= 24);
  assert.ok(share >= 0.95, report(scores));
});

test('every fixture becomes a runbook that compiles, whose words are all there or told', () => {
  assert.deepEqual(fixtures.refused, []);
  for (const page of fixtures.imported) {
    assert.deepEqual(page.problems, [], page.file);
    const words = new Set(page.mdx.normalize('NFKD').toLowerCase().match(/[a-z]{4,}/g));
    const source = readFileSync(page.file, 'utf8').replace(/<[^<>\n]*>|&\w+;|^\s*(?:\.\. (?:\|\w+\| )?[\w-]+::|`{3}\S*|[!?]{3} ?\w+|:::? ?\w*|:\w+:).*$|\{%.*%\}|\{(?:code|noformat|info|warning)[^}]*\}|:[\w-]+:/gm, ' ');
    const lost = (source.normalize('NFKD').toLowerCase().match(/[a-z]{4,}/g) ?? []).filter((word) => !words.has(word) && word !== 'code' && word !== 'endhighlight');
    assert.deepEqual([...new Set(lost)], [], page.file);
  }
});

test('placeholders become parameters, quoted for where they stand', () => {
  const table: [command: string, source: string][] = [
    ['kubectl logs <pod-name>', 'kubectl logs "$POD_NAME"'],
    ['echo "pod <pod>_x is bad"', 'echo "pod ${POD}_x is bad"'],
    [`curl -d '{"id": "<id>"}' https://x.example`, `curl -d '{"id": "'"$ID"'"}' https://x.example`],
    ['kubectl get pods -o jsonpath=\'{.items[0].metadata.name}\'', 'kubectl get pods -o jsonpath=\'{.items[0].metadata.name}\''],
    ['awk \'{print $1}\' /tmp/x | sort <in >out', 'awk \'{print $1}\' /tmp/x | sort <in >out'],
    ['ssh ops@HOST uptime', 'ssh ops@"$HOST" uptime'],
  ];
  for (const [command, source] of table) {
    const [step] = steps(`\`\`\`bash\n${command}\n\`\`\`\n`);
    assert.equal(step?.kind === 'runnable' ? step.source : '', source);
  }
  const redis = steps('```redis\nXLEN stream:<name>\n```\n');
  assert.equal(redis[0]?.kind === 'runnable' ? redis[0].source : '', 'XLEN stream:${STREAM_NAME}');
});

test('what is never an order is no step', () => {
  for (const page of [
    'The `kubectl apply -k .` command hangs.', 'Never run `rm -rf /srv/data`.', '```powershell\nGet-Service X | Restart-Service\n```',
    '```\nNAME   READY   STATUS\nweb-0  1/1     Running\n```', '```yaml\nkind: Job\n```', 'See the `make apply` target.', '```\nC:\\> net stop x\n```', 'Make sure that it runs.\n\nFind the person on call.',
  ]) assert.deepEqual(steps(`# A page\n\n${page}\n`).map((step) => step.kind === 'runnable' ? step.source : ''), [], page);
});

test('links between pages given lead there, and others say that they lead nowhere', () => {
  const { imported } = importPages([
    { file: 'docs/a.rst', text: 'First\n=====\n\nSee :ref:`Start it <start>`, :doc:`b` and :ref:`gone`.\n' },
    { file: 'docs/b.rst', text: 'Second\n======\n\nIntro.\n\n.. _start:\n\nStarting\n--------\n\nWith :doc:`/a`.\n' },
    { file: 'docs/c.md', text: '# Third\n\n[start](b.rst#start), [self](#more), [away](nowhere.md)\n\n## More\n\nText.\n' },
  ]);
  const [first, second, third] = imported.map(({ mdx }) => mdx);
  assert.match(first ?? '', /\[Start it\]\(\.\/b\.mdx#starting\), \[Second\]\(\.\/b\.mdx\) and \*gone\*\./);
  assert.match(first ?? '', /<NotWritten>\s+“gone” is not among/);
  assert.match(second ?? '', /## Starting \{\/\* #starting \*\/\}/);
  assert.match(second ?? '', /\[First\]\(\.\/a\.mdx\)/);
  assert.match(third ?? '', /\[start\]\(\.\/b\.mdx#starting\), \[self\]\(#more\), \*away\*/);
  assert.match(third ?? '', /## More \{\/\* #more \*\/\}/);
  for (const { problems } of imported) assert.deepEqual(problems, []);
});

test('MDX’s own marks in prose do no harm', () => {
  const { page } = one('page.md', '# A {b} <c>\n\nimport this; 1 < 2 and {x: 1} and <pod-name> and <https://example.net>\n\nexport const a = 1\n\n:::\n\n<b>bold</b> a<br>b <script>alert(1)</script> <!-- seen -->\n\n<div onclick="x()">in a box</div>\n\n[bad](javascript:alert)\n');
  assert.deepEqual(page?.problems, []);
  assert.ok(page?.runbook);
  assert.doesNotMatch(page.mdx, /(?<!\\)<script|onclick="/);
});

test('nothing is included, kept raw or run while a page is read', () => {
  const { page } = one('page.rst', 'T\n=\n\nText.\n\n.. include:: /etc/passwd\n\n.. raw:: html\n\n   <script>alert(1)</script>\n\n.. csv-table::\n   :file: /etc/passwd\n\n.. literalinclude:: /etc/hostname\n');
  assert.ok(page?.runbook);
  assert.doesNotMatch(page.mdx, /root:x:0/);
  assert.match(told('T\n=\n\n.. include:: /etc/passwd\n', 'page.rst'), /a page that is included is not read \/etc\/passwd/);
});

test('odd pages are read, and what is odd is told', () => {
  assert.match(told('T\n=\n\n.. frobnicate:: now\n\n   Some words.\n', 'page.rst'), /4 the directive `frobnicate`/);
  assert.match(told('T\n=\n\n:frob:`word`\n', 'page.rst'), /the role `frob`/);
  assert.match(told('T\n=\n\n.. _a:\n\nOne\n---\n\nx\n\n.. _a:\n\nTwo\n---\n\n:ref:`a`\n', 'page.rst'), /Duplicate explicit target name/);
  assert.equal(steps('# T\n\n```bash\nkubectl get pods\n').length, 1, 'an unclosed fence ends with the page');
  assert.match(told('# T\n\n```bash\nkubectl get pods | \n```\n'), /is no step: bash cannot read it/);
  assert.match(told('# T\n\n```bash\nfrobnicate --all\n```\n'), /`frobnicate --all` does is not known here/);
  const circle = importPages([{ file: 'a.rst', text: 'A\n=\n\n:doc:`b`\n' }, { file: 'b.rst', text: 'B\n=\n\n:doc:`a`\n' }]);
  assert.deepEqual(circle.imported.map(({ problems }) => problems), [[], []]);
});

test('pages that nobody could read are refused in a sentence, quickly', () => {
  const begun = performance.now();
  const deep = [`${'> '.repeat(5000)}x`, `${'- '.repeat(3000)}x`, '<div>'.repeat(3000), `${'['.repeat(20_000)}`, `${'*a '.repeat(20_000)}`, `\`\`\`bash\nkubectl${' '.repeat(60_000)}x\n\`\`\``, `\`\`\`\n${'sudo -a b '.repeat(6000)}\n\`\`\``];
  for (const text of deep) {
    const { page, refused } = one('page.md', `# T\n\n${text}\n`);
    assert.ok(page?.runbook ?? refused[0]?.why);
  }
  const nested = Array.from({ length: 400 }, (_, at) => `${' '.repeat(at * 2)}* x\n`).join('\n');
  const { page, refused } = one('page.rst', `T\n=\n\n${nested}`);
  assert.ok(page?.runbook ?? refused[0]?.why);
  assert.deepEqual(one('page.docx', 'x').refused.map(({ why }) => why), ['Only reStructuredText (.rst) and Markdown (.md) can be imported. Export the page as one of them.']);
  assert.ok(performance.now() - begun < 60_000);
});

test('files that are no pages are refused in a sentence', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  context.after(() => { rmSync(folder, { recursive: true }); });
  const cases: [name: string, bytes: Buffer, why: RegExp][] = [
    ['latin.rst', Buffer.from([0x54, 0xe9, 0x0a]), /not UTF-8/], ['large.md', Buffer.alloc(5 * 1024 * 1024, 'a'), /5120 KiB; a page may have 1024/],
    ['empty.md', Buffer.from('\n \n'), /empty/], ['binary.md', Buffer.from('a\0b'), /not text/],
  ];
  for (const [name, bytes, why] of cases) {
    writeFileSync(join(folder, name), bytes);
    assert.throws(() => readSourceFile(join(folder, name)), (error: unknown) => error instanceof Unreadable && why.test(error.message), name);
  }
  assert.throws(() => readSourceFile(folder), /not a file/);
  execFileSync('mkfifo', [join(folder, 'pipe.md')]);
  assert.throws(() => readSourceFile(join(folder, 'pipe.md')), /not a file/);
});

test('the command writes runbooks, never over what is there, and says how it went', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  context.after(() => { rmSync(folder, { recursive: true }); });
  const page = join(folder, 'cache.md');
  writeFileSync(page, '# Cache\n\n```bash\nkubectl get pods\n```\n');
  const out = join(folder, 'out');
  const run = (...words: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, '../cli/main.ts'), 'import', ...words], { encoding: 'utf8', input: '' });
  const first = run(page, '--out', out, '--json');
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual((JSON.parse(first.stdout) as { imported: { steps: object }[] }).imported[0]?.steps, { runnable: 1, file: 0, manual: 0 });
  writeFileSync(join(out, 'cache.mdx'), 'mine');
  const second = run(page, '--out', out);
  assert.equal(second.status, 125);
  assert.match(second.stderr, /is there already, and stays/);
  assert.equal(readFileSync(join(out, 'cache.mdx'), 'utf8'), 'mine');
  assert.equal(run(page, '--out', out, '--force').status, 0);
  assert.match(readFileSync(join(out, 'cache.mdx'), 'utf8'), /run=kubectl-get-pods/);
  rmSync(join(out, 'cache.mdx'));
  symlinkSync(join(folder, 'elsewhere'), join(out, 'cache.mdx'));
  assert.equal(run(page, '--out', out, '--force').status, 125);
  const mixed = run(page, join(folder, 'missing.md'), '--out', join(folder, 'second'));
  assert.equal(mixed.status, 1);
  assert.match(mixed.stderr, /missing\.md: The file cannot be opened/);
});

test('a description is what the page says of itself, and no note above it', () => {
  const described = (text: string) => /^description: (.*)$/m.exec(one('page.md', text).page?.mdx ?? '')?.[1];
  for (const [text, found] of [
    ['# Cache\n\n> **Note:** This page is old and nobody reads it.\n\nKeeps the cache of the site warm. It is big.\n', 'Keeps the cache of the site warm.'],
    ['# Cache\n\n:::note\nOnly for staff at the main site.\n:::\n\nKeeps the cache of the site warm.\n', 'Keeps the cache of the site warm.'],
    ['# Cache\n\n**Owner:** the cache people of the site.\n\n## Start\n\nThis is how it is started on the site.\n', undefined],
  ] as const) assert.equal(described(text), found, text);
});

test('a gap says what is missing, and the writer’s mark is told', () => {
  const { page } = one('page.md', '# Cache\n\n## Restore\n\nTBD\n\n## Failover\n\nTODO: describe the standby.\n');
  assert.match(page?.mdx ?? '', /<NotWritten>\s+Restore: the source has not written this yet\./);
  assert.match(page?.mdx ?? '', /<NotWritten>\s+describe the standby\./);
  assert.deepEqual(page?.notes.map(({ line, kind }) => `${line} ${kind}`), ['5 review', '9 review']);
});

test('a prompt is told once', () => {
  const { page } = one('page.md', '# Cache\n\n```\nops@web-1:~$ sudo systemctl restart web\n```\n');
  assert.deepEqual(page?.notes.map(({ message, text }) => `${message}: ${text}`), ['the prompt before the command: ops@web-1:~$']);
});
