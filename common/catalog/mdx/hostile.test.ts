/** Runbooks that are built to take for ever, or to end the process that reads them: each is told what is wrong with it, soon. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../compile.ts';

const front = '---\ntitle: T\nservice: s\n---\n';
const compile = (text: string) => compileRunbook({ id: 'x', file: 'x.mdx', bytes: new TextEncoder().encode(text) });

const hostile: readonly [what: string, text: string, message: RegExp][] = [
  ['stars that could belong to each other', `${front}${'*a_ '.repeat(50_000)}\n`, /more than 4000 of/],
  ['links that are never closed', `${front}${'[a]('.repeat(50_000)}\n`, /Divide the paragraph/],
  ['the same over many lines', `${front}${`${'*a_ '.repeat(10)}\n`.repeat(5_000)}`, /without an empty line/],
  ['lists in lists', `${front}${'- '.repeat(20_000)}a\n`, /More than 16 quotes and lists/],
  ['quotes and lists in many lines', `${front}${`${'> 1. '.repeat(20)}a\n`.repeat(2_000)}`, /Take them apart/],
  ['aliases that mean a billion values', `---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: [*b, *b]\n---\n`, /An alias is not allowed/],
  ['maps in maps', `---\ntitle: ${'{a: '.repeat(20_000)}\n---\n`, /nested too deeply/],
];
for (const [what, text, message] of hostile) {
  test(`${what} are refused`, { timeout: 5_000 }, () => {
    const { runbook, problems } = compile(text);
    assert.equal(runbook, null);
    assert.match(problems.map((problem) => problem.message).join('\n'), message);
  });
}

test('what people write is not taken for that', () => {
  const rows = `| a | b |\n|---|---|\n${'| [`one_two`](#a) | *three* |\n'.repeat(200)}`;
  const { problems } = compile(`${front}## A\n\n- - a\n\n> > - b\n\n${'- '.repeat(40)}\n\n${rows}\n`);
  assert.deepEqual(problems, []);
});

const tab = '&#9;';
test('a tab in an address, which browsers leave out, hides no scheme', () => {
  const { problems } = compile(`${front}<a href="java${tab}script:alert(1)">x</a>\n`);
  assert.match(problems[0]?.message ?? '', /not with `javascript:`/);
});
