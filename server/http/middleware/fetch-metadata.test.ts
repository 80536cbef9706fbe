import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnFetch, isOwnUpgrade, isReturn } from './fetch-metadata.ts';

const read = (text: string) => {
  const [site, mode, dest] = text.split(' ').map((word) => (word === '-' ? undefined : word));
  return { site, mode, dest };
};

/** site, mode and destination as browsers send them; which of GET, POST, an upgrade and a provider's return it may be. */
const cases: readonly [string, string, boolean, boolean, boolean, boolean][] = [
  ['a program, or an old browser', '- - -', true, true, true, true],
  ['Node’s own fetch', '- cors -', true, true, false, true],
  ['fetch of our page', 'same-origin cors empty', true, true, false, false],
  ['fetch in another mode', 'same-origin same-origin empty', true, true, false, false],
  ['a download of our page', 'same-origin navigate document', true, false, false, true],
  ['an address typed in', 'none navigate document', true, false, false, true],
  ['a link from another site', 'cross-site navigate document', false, false, false, true],
  ['a link from a sibling site', 'same-site navigate document', false, false, false, true],
  ['fetch of another site', 'cross-site cors empty', false, false, false, false],
  ['fetch of a sibling, such as another port', 'same-site cors empty', false, false, false, false],
  ['an image of another site', 'cross-site no-cors image', false, false, false, false],
  ['a script of another site', 'cross-site no-cors script', false, false, false, false],
  ['a script of our own site', 'same-origin no-cors script', false, false, false, false],
  ['a frame of our own site', 'same-origin navigate iframe', false, false, false, false],
  ['a frame of another site', 'cross-site navigate iframe', false, false, false, false],
  ['an object', 'same-origin navigate object', false, false, false, false],
  ['a form of another site', 'cross-site navigate document', false, false, false, true],
  ['a worker', 'same-origin same-origin worker', false, false, false, false],
  ['a service worker', 'same-origin same-origin serviceworker', false, false, false, false],
  ['a socket of our page (Firefox)', 'same-origin websocket websocket', false, false, true, false],
  ['a socket of our page (Safari)', 'same-origin websocket empty', false, false, true, false],
  ['a socket of another site', 'cross-site websocket websocket', false, false, false, false],
  ['what no browser says', 'elsewhere magic empty', false, false, false, false],
];
for (const [what, headers, asGet, asPost, asUpgrade, asReturn] of cases) {
  test(what, () => {
    const given = read(headers);
    assert.deepEqual([isOwnFetch(given, 'GET'), isOwnFetch(given, 'POST'), isOwnUpgrade(given), isReturn(given)], [asGet, asPost, asUpgrade, asReturn]);
  });
}
