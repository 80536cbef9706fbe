/**
 * Values for parameters as somebody would send them who wants more than a value: each type takes what it declares, and what
 * it takes stays one argument, one line and the same text wherever it goes.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkValue, type Parameter, parameterTypes } from '../../common/catalog/parameter.ts';
import { parseRedis, redisLines } from '../../common/catalog/redis.ts';
import { HandrailError } from '../../common/errors.ts';
import { checkParameters } from '../../server/runs/parameters.ts';
import { Chance } from '../chaos/seed.ts';

const parameter = (given: Partial<Parameter>): Parameter => ({
  name: 'VALUE', type: 'text', title: '', choices: ['hsc', 'latiss'], pattern: '[a-z]{1,8}', min: 0, max: 100, default: '', leadingDash: false, reachesMake: false, ...given,
});

/** What no type takes: it would not be what is shown, or would be read as an option. */
const never: readonly [what: string, value: string][] = [
  ['a line feed', 'a\nb'], ['a line feed at its end', 'latiss\n'], ['a return', 'a\rb'], ['a tab', 'a\tb'], ['a NUL', 'a\0b'], ['an escape', '\u001b[2Ja'], ['a bell', 'a\u0007'], ['an 8-bit control', 'a\u009b2J'], ['a deletion', 'a\u007f'], ['nothing', ''],
  ['text turned round', '\u202egnp'], ['text turned round by isolation', '\u2066a\u2069'], ['an Arabic mark', 'a\u061c'], ['a space of no width', 'a\u200bb'], ['a joiner', 'a\u200db'], ['a mark of byte order', '\ufefflatiss'], ['a soft hyphen', 'la\u00adtiss'], ['a line separator', 'a\u2028b'], ['a paragraph separator', 'a\u2029b'],
  ['a word joiner', 'a\u2060b'], ['an unseen sign of mathematics', 'a\u2063b'], ['a Hangul filler', 'a\u3164b'], ['a half-wide filler', 'a\uffa0b'], ['an unseen vowel', 'a\u17b4b'], ['a joiner of graphemes', 'a\u034fb'], ['a blank of braille', 'a\u2800b'], ['a variation', 'a\ufe01b'], ['an annotation', 'a\ufff9b'],
  ['letters as tags', `a${String.fromCodePoint(0xe0072, 0xe006d)}`], ['a language as a tag', `${String.fromCodePoint(0xe0001)}a`], ['a sign of music that nobody sees', `a${String.fromCodePoint(0x1d173)}`], ['half a character', 'a\ud800'], ['the other half', '\udc00a'], ['a megabyte', 'a'.repeat(1_048_576)], ['a character too many', 'a'.repeat(4_097)],
];
const options: readonly string[] = ['-', '--', '-n', '--kubeconfig=/proc/self/fd/3', '--as=system:masters', '-o=go-template={{.}}', '--rdb', '-f', '--eval=x'];

describe('no type takes what is not what it looks like', () => {
  for (const [what, value] of never) {
    it(what, () => {
      for (const type of parameterTypes) assert.throws(() => checkParameters([parameter({ type })], { VALUE: value }), HandrailError, type);
      // What the page checks as one types is the same.
      for (const type of parameterTypes) assert.notEqual(value === '' ? 'it is empty' : checkValue(parameter({ type }), value), null, type);
    });
  }
});

describe('what a command would read as an option is none, unless its author says so', () => {
  for (const value of options) {
    it(value, () => {
      for (const type of parameterTypes) assert.throws(() => checkParameters([parameter({ type })], { VALUE: value }), HandrailError, type);
      assert.equal(checkValue(parameter({ leadingDash: true }), value), null);
    });
  }
});

const strict: readonly [value: string, types: readonly Parameter['type'][]][] = [
  ['; id', ['text']], ['$(id)', ['text']], ['`id`', ['text']], ['| tee x', ['text']], ['a b', ['text']], ['*', ['text']], ['~', ['text']], ['../../etc/passwd', ['text']], ['@/etc/passwd', ['text']], ['%0a', ['text']], ['{{.}}', ['text']], ["'; DROP TABLE x; --", ['text']], ['<script>', ['text']],
  ['LATISS', ['text']], ['latiss ', ['text']], ['Latiss', ['text']], ['__proto__', ['text']], ['constructor', ['text', 'name']], ['toString', ['text']], ['01', ['text', 'name', 'integer']], ['1e2', ['text', 'name']], ['0x10', ['text', 'name']], ['1.5', ['text', 'name']], ['101', ['text', 'name']], ['NaN', ['text']], ['Infinity', ['text']], ['١', ['text']], ['9007199254740993', ['text', 'name']],
  ['a.', ['text']], ['.a', ['text']], ['a/b', ['text']], ['a:b', ['text']], ['a'.repeat(254), ['text']], ['lаtiss', ['text']], ['hsc|latiss', ['text']], ['hsc,latiss', ['text']], ['abcdefghi', ['text', 'name']], ['latiss', ['choice', 'name', 'pattern', 'text']], ['100', ['integer', 'name', 'text']],
];
describe('each type takes what it declares', () => {
  for (const [value, types] of strict) {
    it(`${value.slice(0, 30)} is fit for ${types.join(', ')} only`, () => {
      assert.deepEqual(parameterTypes.filter((type) => checkValue(parameter({ type }), value) === null), parameterTypes.filter((type) => types.includes(type)));
    });
  }
});

const named: readonly [what: string, given: Record<string, string>][] = [
  ['a name that is not declared', { VALUE: 'a', OTHER: 'b' }], ['a variable of the shell', { VALUE: 'a', BASH_ENV: '/x' }], ['where programs are', { VALUE: 'a', PATH: '/x' }], ['a prototype', JSON.parse('{"VALUE":"a","__proto__":"b"}') as Record<string, string>], ['a constructor', { VALUE: 'a', constructor: 'b' }],
  ['the same in small letters', { VALUE: 'a', value: 'b' }], ['the same with a space', { VALUE: 'a', 'VALUE ': 'b' }], ['the same in other letters', { VALUE: 'a', 'VАLUE': 'b' }], ['nothing as a name', { VALUE: 'a', '': 'b' }], ['an assignment as a name', { 'VALUE=a': 'b' }],
];
describe('no name is taken that the step does not declare', () => {
  for (const [what, given] of named) it(what, () => { assert.throws(() => checkParameters([parameter({})], given), HandrailError); });
});

const fragments = ['a', ' ', '"', "'", '\\', '\\x41', '\\n', '$', '${VALUE}', '`', ';', '#', '\u00e9', '🙂', '\u0301', 'GET', '--', '{', '}', '\\"', '  ', '%s', '*'];
it('whatever a value is: a Redis command has as many arguments, the same first one, and is one line that reads back as itself', () => {
  const chance = new Chance(6);
  for (let at = 0; at < 3_000; at += 1) {
    const value = Array.from({ length: 1 + chance.below(8) }, () => chance.pick(fragments)).join('');
    const [first, second, ...more] = redisLines('SET key "a ${VALUE} b" EX 10\nGET ${VALUE}', { VALUE: value });
    assert.deepEqual([first?.args, second?.args, more], [['SET', 'key', `a ${value} b`, 'EX', '10'], ['GET', value], []]);
    for (const command of [first, second]) {
      assert.doesNotMatch(command?.text ?? '\n', /[\r\n]/);
      assert.deepEqual(parseRedis(command?.text ?? '').lines[0]?.args, command?.args, command?.text);
    }
  }
});
