import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withValues } from './named-values.ts';

const table: readonly [html: string, value: string, filled: string][] = [
  ['Announce: Redis ($TARGET)', 'prod', 'Announce: Redis (prod)'],
  ['Announce: Redis ($TARGET)', '', 'Announce: Redis ($TARGET)'],
  ['$TARGET $OTHER $5 $target', '$OTHER', '$OTHER $OTHER $5 $target'],
  ['<code>$TARGET</code>', '<img src=x onerror="alert(1)">&\'', '<code>&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;&#39;</code>'],
];
for (const [html, value, filled] of table) {
  test(`“${html}” with “${value}” is “${filled}”`, () => { assert.equal(withValues(html, (name) => (name === 'TARGET' ? value : '')), filled); });
}
