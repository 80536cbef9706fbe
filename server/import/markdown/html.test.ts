import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from '../import-pages.ts';

test('attributes that act fall away, and are told', () => {
  const text = '# T\n\n<div onclick="one()">a</div>\n\nb <span onmouseover="two()">c</span> <a href="https://x.example" onfocus="three()">d</a>\n\n<details ontoggle="four()">\n<summary>S</summary>\n\ne\n\n</details>\n';
  const [page] = importPages([{ file: 'page.md', text }]).imported;
  assert.deepEqual((page?.notes ?? []).filter(({ message }) => message.startsWith('the attribute')).map(({ line, message, text: words }) => [line, message, words]), [
    [3, 'the attribute `onclick` of `<div>`', 'one()'], [5, 'the attribute `onmouseover` of `<span>`', 'two()'], [5, 'the attribute `onfocus` of `<a>`', 'three()'], [7, 'the attribute `ontoggle` of `<details>`', 'four()'],
  ]);
  assert.doesNotMatch((page?.mdx ?? '').split('{/*')[0] ?? '', /onclick|onmouseover|onfocus|ontoggle/);
});
