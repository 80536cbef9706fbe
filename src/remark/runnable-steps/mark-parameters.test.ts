import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../../../common/catalog/step.ts';
import type { Token } from './highlight.ts';
import { markParameters } from './mark-parameters.ts';

const names = ['POD', 'INSTRUMENT', 'TARGET'];
/** A line as text: fields in brackets, further places in parentheses. */
const drawn = (line: readonly Token[], language: Language = 'bash') => (markParameters([line], names, language)[0] ?? [])
  .map(([text, kind]) => (kind === 'head' ? `[${text}]` : kind === 'mirror' ? `(${text})` : text));

const cases: readonly (readonly [name: string, line: Token[], becomes: readonly string[], language?: Language])[] = [
  ['a parameter is cut out of its token', [['kubectl logs ', ''], ['"$POD"', 'token-string']], ['kubectl logs ', '"', '[$POD]', '"']],
  ['one that several tokens share is one', [['"x', 's'], ['$', 'p'], ['{', 'p'], ['POD', 'v'], ['}', 'p'], ['y"', 's']], ['"x', '[${POD}]', 'y"']],
  ['side by side they stay apart, and the first is filled in', [['$POD${POD}$INSTRUMENT', '']], ['[$POD]', '(${POD})', '[$INSTRUMENT]']],
  ['the target is filled in elsewhere', [['"$TARGET-$INSTRUMENT"', '']], ['"', '($TARGET)', '-', '[$INSTRUMENT]', '"']],
  ['names that are not the step’s stay code', [['echo $HOME $PODS ${POD:-x}', '']], ['echo $HOME $PODS ', '[${POD:-x}]']],
  ['in Redis a bare dollar is Redis’s own', [['XGROUP CREATE instrument:${INSTRUMENT} g $ $POD', '']], ['XGROUP CREATE instrument:', '[${INSTRUMENT}]', ' g $ $POD'], 'redis'],
];
for (const [name, line, becomes, language] of cases) {
  test(name, () => { assert.deepEqual(drawn(line, language), becomes); });
}

test('it is filled in where it stands first, and in a comment only where it stands nowhere else', () => {
  const lines: Token[][] = [[['# $POD and $INSTRUMENT', 'token-comment']], [['a $POD ', ''], ['$POD', '']]];
  const heads = markParameters(lines, names, 'bash').map((line) => line.flatMap(([text, kind]) => (kind === 'head' ? [text] : [])));
  assert.deepEqual(heads, [['$INSTRUMENT'], ['$POD']]);
});
