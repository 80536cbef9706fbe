import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head, lintStep, lintText } from '../text-fixture.ts';

test('letters, spaces, dashes and quotes that are not what they look like are told', () => {
  for (const [source, code] of [['kub\u0435ctl get x', 'U+0435'], ['kubectl get\u00a0pods', 'U+00A0'], ['kubectl get pods \u2013n x', 'U+2013'], ['ls \u2014all', 'U+2014'], ['echo \u201chello\u201d', 'typographic'], ['ls \u03bfutput', 'U+03BF'], ['\uff4bubectl get', 'U+FF4B']]) {
    assert.match(lintStep('look-alike', source ?? '')[0] ?? '', new RegExp(code?.replace('+', '\\+') ?? ''), source);
  }
  assert.match(lintText(`${head}Run \`kub\u0435ctl get\`.`).find(({ rule }) => rule === 'look-alike')?.message ?? '', /U\+0435/);
});

test('other languages, and typography in a message, are welcome', () => {
  for (const source of ['echo "Привет"', 'git commit -m "The owner’s – or not"', 'echo "5 µm, α"', 'ls # “quoted”', 'echo λ']) assert.deepEqual(lintStep('look-alike', source), [], source);
});
