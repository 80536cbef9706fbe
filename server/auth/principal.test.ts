import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOfName } from './principal.ts';

test('a name becomes an id that can name a folder and a world', () => {
  const cases: readonly [string, string | null][] = [
    ['Ada', 'ada'], ['Ada Lovelace', 'ada-lovelace'], ['José Müller', 'jose-muller'], ['../../etc', 'etc'], ['a/b', 'a-b'],
    ['-x-', 'x'], ['', null], ['  ', null], ['…', null], ['日本', null], ['x'.repeat(80), 'x'.repeat(40)], ['Weiß', 'weiss'],
  ];
  for (const [name, expected] of cases) assert.equal(idOfName(name), expected, name);
});
