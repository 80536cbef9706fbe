/** What comes in broken or hostile is told with file, line, column, what is wrong, and what to write instead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from './engine.ts';
import { head, headLines, lintText } from './text-fixture.ts';

const fence = '```';
const bash = (source: string, meta = 'run=a effect=read title="T" expect="x"'): string => `${fence}bash ${meta}\n${source}\n${fence}\n`;

const bad: [what: string, body: string, line: number, column: number, rule: string, message: RegExp][] = [
  ['MDX that does not parse', 'a <5\n', 1, 4, 'mdx-syntax', /write `\\\{` and `\\<`/],
  ['an element never closed', 'a <b>c\n', 1, 1, 'mdx-syntax', /not valid MDX/],
  ['an expression in prose', 'text {1 + 1}\n', 1, 6, 'no-code', /Write the text itself/],
  ['an expression for an attribute', '<b title={x}>y</b>\n', 1, 1, 'no-code', /plain text in quotes/],
  ['an import', 'import x from "y"\n', 1, 1, 'no-code', /Remove this line/],
  ['hidden in prose', 'a\u200bb\n', 1, 2, 'hidden-character', /U\+200B.*Type this line anew/],
  ['hidden in a heading', '## Look\u2066 here\n', 1, 8, 'hidden-character', /U\+2066/],
  ['hidden in a link’s text', '[lo\u202eg](https://x.org)\n', 1, 4, 'hidden-character', /U\+202E/],
  ['hidden in an address', '[log](https://x\u00ad.org)\n', 1, 16, 'hidden-character', /U\+00AD/],
  ['hidden in an attribute', '<b title="a\u200fb">x</b>\n', 1, 12, 'hidden-character', /U\+200F/],
  ['hidden in an attribute, as an entity', '<b title="a&#8203;b">x</b>\n', 1, 1, 'hidden-character', /entity.*Remove it/],
  ['hidden in a command', bash('kubectl get\u2060 x'), 2, 12, 'hidden-character', /U\+2060/],
  ['hidden in a title', bash('kubectl get x', 'run=a effect=read expect="x" title="a\u202eb"'), 1, 46, 'hidden-character', /U\+202E/],
  ['a Cyrillic letter in a command', bash('kub\u0435ctl get x'), 2, 1, 'look-alike', /U\+0435.*Type the word anew/],
  ['the same id twice', bash('kubectl get x') + bash('kubectl get y', 'run=a effect=read title="U" expect="x"'), 4, 9, 'step-id', /taken by the step in line \d+\. Give this one another/],
  ['a parameter as text of a script', bash('sh -c "echo $REASON"'), 2, 13, 'script-text', /Hand it over as an argument/],
  ['a template', bash('ls ${{REASON}}'), 2, 4, 'templating', /Write `"\$REASON"`/],
  ['a transcript whose prompt is unknown', `${fence}console run=a effect=read title="T"\nmysql> select 1\n${fence}\n`, 2, 1, 'transcript', /Write one before each command: `\$ `/],
  ['an unknown prompt among known ones', `${fence}console run=a effect=read title="T"\n$ true\nme@host:~$ ls\n${fence}\n`, 3, 1, 'transcript-prompt', /Write `\$ `/],
  ['a need that goes in a circle', bash('kubectl get x', 'run=a effect=read title="T" expect="x" needs=b') + bash('kubectl get y', 'run=b effect=read title="U" expect="x" needs=a'), 1, 9, 'needs', /in a circle.*Remove one of the two/],
  ['a need of itself', bash('kubectl get x', 'run=a effect=read title="T" expect="x" needs=a'), 1, 9, 'needs', /in a circle/],
];

for (const [what, body, line, column, rule, message] of bad) {
  test(`${what} is told`, () => {
    const found = lintText(head + body).find((each) => each.rule === rule);
    assert.ok(found, JSON.stringify(lintText(head + body)));
    assert.deepEqual([found.file, found.line - headLines, found.column, found.severity], ['runbooks/image-cache.mdx', line, column, 'error']);
    assert.match(found.message, message);
  });
}

test('hidden characters of the front matter are told, written out or escaped', () => {
  assert.match(lintText(head.replace('Image cache', 'Image\u200b cache'))[0]?.message ?? '', /U\+200B/);
  assert.match(lintText(head.replace('Image cache', '"Image\\u202e cache"'))[0]?.message ?? '', /U\+202E/);
});

const tell = (bytes: Uint8Array) => readFile({ id: 'x', file: 'runbooks/x.mdx', bytes }).findings[0];

test('files of 5 MB, and such as are not UTF-8, are told without being read further', () => {
  const big = tell(new Uint8Array(5 * 1024 * 1024));
  assert.deepEqual([big?.rule, big?.line, big?.column], ['file-size', 1, 1]);
  assert.match(big?.message ?? '', /5120 KiB; a runbook may have 1024\. Divide it/);
  const latin = tell(Buffer.from(`${head}caf\xe9\n`, 'latin1'));
  assert.deepEqual([latin?.rule, latin?.line, latin?.column], ['encoding', headLines + 1, 4]);
  assert.match(latin?.message ?? '', /0xe9.*Save it as UTF-8/);
});

const deep = 20_000;
const hostile: [what: string, body: string][] = [
  ['quotes in quotes', `${'>'.repeat(deep)} a\n`], ['brackets', `${'['.repeat(deep)}\n`], ['stars', `${'*a '.repeat(deep)}\n`], ['elements', `${'<b>'.repeat(2000)}\n`],
  ['a long line of a command', bash(`echo ${'$('.repeat(deep)}`)], ['many words', bash(`echo ${'a '.repeat(deep)}`)], ['angles', bash(`echo ${'<a '.repeat(deep)}`)], ['dots', `${'... '.repeat(deep)}\n`],
  ['quotes', bash(`echo ${'"'.repeat(deep)}`)], ['backticks', `${'`'.repeat(deep)} ${'` `` '.repeat(deep / 10)}\n`], ['words that look like secrets', `${'password'.repeat(deep / 10)}=${'a:'.repeat(deep / 10)}\n`],
  ['a pattern', head.includes('x') ? bash(`ls ${'your-'.repeat(deep / 10)}`) : ''], ['foreign letters', `\`${'aж'.repeat(deep / 10)}\`\n`], ['addresses', `${'a://b:'.repeat(deep / 10)}\n`], ['comments', `${'{/* lint-allow x: y */}\n'.repeat(1000)}\n`],
];

test('what is built to take for ever, or to exhaust the stack, does neither', { timeout: 200_000 }, () => {
  for (const [what, body] of hostile) assert.ok(Array.isArray(lintText(head + body)), what);
  assert.match(lintText(`${head}${'>'.repeat(500)} a\n`)[0]?.message ?? '', /More than 16 quotes and lists/);
  const stairs = Array.from({ length: 70 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n');
  assert.match(lintText(`${head}${stairs}\n`)[0]?.message ?? '', /nested in more than 100/);
});
