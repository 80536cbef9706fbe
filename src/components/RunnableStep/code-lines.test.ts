import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, segmentsOf, type Token } from './code-lines.ts';

/** Segments as text: parameters in brackets. */
const drawn = (tokens: Token[], language: 'bash' | 'redis' | 'file' = 'bash') => segmentsOf(tokens, ['POD', 'INSTRUMENT'], language)
  .map(({ text, parameter }) => (parameter === null ? text : `[${text}]`));

test('a parameter is cut out of its token', () => {
  assert.deepEqual(drawn([['kubectl logs ', ''], ['"$POD"', 'token-string']]), ['kubectl logs ', '"', '[$POD]', '"']);
});

test('a parameter that several tokens share is one segment', () => {
  assert.deepEqual(drawn([['"x', 's'], ['$', 'p'], ['{', 'p'], ['POD', 'v'], ['}', 'p'], ['y"', 's']]), ['"x', '[${POD}]', 'y"']);
});

test('two parameters side by side stay two', () => {
  assert.deepEqual(drawn([['$POD${POD}$INSTRUMENT', '']]), ['[$POD]', '[${POD}]', '[$INSTRUMENT]']);
});

test('names that are not the step’s stay code', () => {
  assert.deepEqual(drawn([['echo $HOME $PODS ${POD:-x}', '']]), ['echo $HOME $PODS ', '[${POD:-x}]']);
});

test('in Redis a bare dollar is Redis’s own', () => {
  assert.deepEqual(drawn([['XGROUP CREATE instrument:${INSTRUMENT} g $ $POD', '']], 'redis'),
    ['XGROUP CREATE instrument:', '[${INSTRUMENT}]', ' g $ $POD']);
});

test('a file’s text is left as it is', () => {
  assert.deepEqual(drawn([['name: $POD', '']], 'file'), ['name: $POD']);
});

test('the segments spell the line', () => {
  const tokens: Token[] = [['a $PO', ''], ['D b ', 'x'], ['${INSTRUMENT}', 'y'], [' c', '']];
  assert.equal(segmentsOf(tokens, ['POD', 'INSTRUMENT'], 'bash').map(({ text }) => text).join(''), 'a $POD b ${INSTRUMENT} c');
});

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
