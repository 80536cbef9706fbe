import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from './parameter.ts';
import { fillSource, namesIn, type ParameterSource, sourceProblems, sourceShape } from './parameter-source.ts';

const written: readonly (readonly [text: unknown, isOne: boolean])[] = [
  [{ from: 'pods', namespace: 'cache' }, true],
  [{ from: 'pods', namespace: '${TARGET}-${INSTRUMENT}', selector: 'app=cache,tier!=db', context: '${CONTEXT}' }, true],
  [{ from: 'statefulsets', namespace: 'cache' }, true],
  [{ from: 'namespaces' }, true],
  [{ from: 'contexts' }, true],
  [{ from: 'streams' }, true],
  [{ from: 'keys', pattern: 'instrument:*' }, true],
  [{ from: 'groups', stream: 'instrument:${INSTRUMENT}' }, true],
  [{ from: 'pods' }, false],
  [{ from: 'pods', namespace: '' }, false],
  [{ from: 'pods', namespace: 'cache', pattern: 'x' }, false],
  [{ from: 'pods', namespace: 'cache', selector: 'a=b&limit=1' }, false],
  [{ from: 'secrets', namespace: 'cache' }, false],
  [{ from: 'contexts', namespace: 'cache' }, false],
  [{ from: 'groups' }, false],
  [{ namespace: 'cache' }, false],
  ['pods', false],
];
for (const [text, isOne] of written) {
  test(`${JSON.stringify(text)} is ${isOne ? 'a' : 'no'} source`, () => { assert.equal(sourceShape.safeParse(text).success, isOne); });
}

test('the names in a source, each once', () => {
  assert.deepEqual(namesIn({ from: 'pods', namespace: '${A}-${B}', selector: 'app=${A}' }), ['A', 'B']);
  assert.deepEqual(namesIn({ from: 'streams', pattern: '$A *' }), []);
});

const filled: readonly (readonly [source: ParameterSource, values: Record<string, string>, becomes: ParameterSource | RegExp])[] = [
  [{ from: 'pods', namespace: '${TARGET}-${INSTRUMENT}' }, { TARGET: 'dev', INSTRUMENT: 'latiss' }, { from: 'pods', namespace: 'dev-latiss' }],
  [{ from: 'pods', namespace: '${NS}' }, { NS: 'a/../../x' }, /no name of a namespace/],
  [{ from: 'pods', namespace: '${NS}' }, { NS: 'a.b' }, /no name of a namespace/],
  [{ from: 'pods', namespace: '${NS}' }, {}, /no name of a namespace/],
  [{ from: 'pods', namespace: 'a', context: '${C}' }, { C: 'a b' }, /no name of a context/],
  [{ from: 'pods', namespace: 'a', selector: 'app=${APP}' }, { APP: 'cache' }, { from: 'pods', namespace: 'a', selector: 'app=cache' }],
  [{ from: 'pods', namespace: 'a', selector: 'app=${APP}' }, { APP: 'cache,secret' }, /APP cannot stand for a label/],
  [{ from: 'streams', pattern: '${I}:*' }, { I: 'a*b?[c]\\' }, { from: 'streams', pattern: 'a\\*b\\?\\[c\\]\\\\:*' }],
  [{ from: 'groups', stream: 'x:${I}' }, { I: 'a*' }, { from: 'groups', stream: 'x:a*' }],
  // A value is not looked through for further names.
  [{ from: 'groups', stream: '${I}' }, { I: '${OTHER}', OTHER: 'x' }, { from: 'groups', stream: '${OTHER}' }],
  [{ from: 'groups', stream: '${constructor}' }, {}, { from: 'groups', stream: '' }],
];
for (const [source, values, becomes] of filled) {
  test(`${JSON.stringify(source)} with ${JSON.stringify(values)}`, () => {
    const result = fillSource(source, values);
    if (becomes instanceof RegExp) assert.match('problem' in result ? result.problem : '', becomes);
    else assert.deepEqual(result, { filled: becomes });
  });
}

const plain: Parameter = { name: 'POD', type: 'name', title: 'Pod', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false };
const others: readonly Parameter[] = [plain, { ...plain, name: 'NAMESPACE' }];
const declared: readonly (readonly [given: Partial<Parameter>, hasRedis: boolean, problem: RegExp | null])[] = [
  [{}, false, null],
  [{ source: { from: 'pods', namespace: '${NAMESPACE}' } }, false, null],
  [{ type: 'pattern', source: { from: 'streams', pattern: '*' } }, true, null],
  [{ source: { from: 'pods', namespace: '${NOPE}' } }, false, /`\$\{NOPE\}`, which is no parameter .*\(there are: POD, NAMESPACE\)/],
  [{ source: { from: 'pods', namespace: '${POD}' } }, false, /names POD itself/],
  [{ type: 'choice', choices: ['a'], source: { from: 'contexts' } }, false, /its `choices` are/],
  [{ type: 'integer', source: { from: 'contexts' } }, false, /is a number/],
  [{ source: { from: 'keys', pattern: '*' } }, false, /does not say which/],
];
for (const [given, hasRedis, problem] of declared) {
  test(`declared as ${JSON.stringify(given)}${hasRedis ? ' with a Redis' : ''}`, () => {
    const problems = sourceProblems({ ...plain, ...given }, others, hasRedis);
    assert.equal(problems.length, problem === null ? 0 : 1);
    if (problem !== null) assert.match(problems[0] ?? '', problem);
  });
}
