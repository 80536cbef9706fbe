import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markParameters } from '../../remark/runnable-steps/mark-parameters.ts';
import { shortTokens } from '../../remark/runnable-steps/short-step.ts';
import { linesOf, nameIn, type Token } from './code-lines.ts';

const coloured: [runs: string, source: string, lines: Token[][]][] = [
  ['', 'as\nit is', [[['as', '']], [['it is', '']]]],
  ['f2n1s3', 'ls -la', [[['ls', 'token-function'], [' ', ''], ['-la', 'token-string']]]],
  ['t5', '# a\n# b', [[['# a', 'token-comment']], [['#', 'token-comment'], [' b', '']]]],
  ['k4', 'a\n\nb', [[['a', 'token-keyword']], [], [['b', 'token-keyword']]]],
  ['s99', 'short', [[['short', 'token-string']]]],
  ['z2', '“é”', [[['“é', ''], ['”', '']]]],
];
for (const [runs, source, lines] of coloured) {
  test(`${JSON.stringify(source)} is coloured by ${JSON.stringify(runs)}`, () => { assert.deepEqual(linesOf(runs, source), lines); });
}

for (const [text, name] of [['$POD', 'POD'], ['${POD:-x}', 'POD'], ['${A_1}', 'A_1'], ['POD', 'POD']] as const) {
  test(`${text} is ${name}`, () => { assert.equal(nameIn(text), name); });
}

test('parameters arrive as the build marked them: side by side, before white space and at the end', () => {
  const line: [text: string, kind: string][] = [['a $POD ', 'token-string'], [' b ', ''], ['$POD$POD', ''], ['  ', ''], ['$INSTRUMENT', 'token-string']];
  const runs = shortTokens(markParameters([line], ['POD', 'INSTRUMENT'], 'bash'));
  const drawn = linesOf(runs, line.map(([text]) => text).join(''))[0] ?? [];
  assert.deepEqual(drawn.filter(([, kind]) => kind === 'head' || kind === 'mirror'), [['$POD', 'head'], ['$POD', 'mirror'], ['$POD', 'mirror'], ['$INSTRUMENT', 'head']]);
});
