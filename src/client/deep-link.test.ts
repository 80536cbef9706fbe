import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../common/catalog/parameter.ts';
import { readLink } from '../../common/link.ts';
import { acceptValues, fittingValues, makeDeepLink, parseDeepLink, renamed } from './deep-link.ts';

const pod: Parameter = {
  name: 'POD', type: 'name', title: 'Pod', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false,
};
const instrument: Parameter = { ...pod, name: 'INSTRUMENT', type: 'choice', choices: ['hsc', 'latiss'] };

test('a link gives environment, parameters and step', () => {
  assert.deepEqual(parseDeepLink('?env=practice&INSTRUMENT=hsc', '#step-group-stats'), {
    environment: 'practice', values: { INSTRUMENT: 'hsc' }, step: 'group-stats',
  });
});

test('an address that is no link asks for nothing', () => {
  assert.deepEqual(parseDeepLink('', '#creating-streams'), { environment: null, values: {}, step: null });
});

test('what is not a parameter is passed over, and of several the first counts', () => {
  assert.deepEqual(parseDeepLink('?utm_source=x&__proto__=y&POD=a&POD=b&env=dev&env=prod', '').values, { POD: 'a' });
  assert.equal(parseDeepLink('?env=dev&env=prod', '').environment, 'dev');
});

test('a link made is a link that the server reads', () => {
  const link = new URL(makeDeepLink('http://h', 'r', 'look', 'practice', { POD: 'a&b=#c' }));
  assert.equal(link.href, 'http://h/go/r/look?env=practice&POD=a%26b%3D%23c');
  assert.deepEqual(readLink(link.pathname, link.search), { kind: 'place', runbook: 'r', place: 'look', values: { env: 'practice', POD: 'a&b=#c' } });
});

const aliases = { 'make-streams': 'create-streams', 'see': 'look' };
for (const [hash, now] of [['#make-streams', '#create-streams'], ['#step-see', '#step-look'], ['#look', null], ['', null], ['#step-constructor', null], ['#toString', null]] as const) {
  test(`the fragment “${hash}” is now ${now ?? 'as it was'}`, () => { assert.equal(renamed(hash, aliases), now); });
}

test('only values that fit go into a link', () => {
  const values: Record<string, string> = { POD: '-rf', INSTRUMENT: 'latiss' };
  assert.deepEqual(fittingValues([pod, instrument], ({ name }) => values[name] ?? ''), { INSTRUMENT: 'latiss' });
});

test('only values that fit are taken from a link, and each other one is told', () => {
  const link = parseDeepLink('?INSTRUMENT=hsc&POD=--all&NOWHERE=1', '');
  const { values, left, notes } = acceptValues(link, new Map([['POD', pod], ['INSTRUMENT', instrument]]));
  assert.deepEqual(values, { INSTRUMENT: 'hsc' });
  assert.deepEqual(Object.keys(left), ['POD']);
  assert.match(left.POD ?? '', /^The link’s value for POD was left out: it may not begin with/);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /NOWHERE.*no such parameter/);
});

test('invisible characters in a link are refused', () => {
  const { values } = acceptValues(parseDeepLink('?POD=a%E2%80%AEb', ''), new Map([['POD', { ...pod, type: 'text' }]]));
  assert.deepEqual(values, {});
});
