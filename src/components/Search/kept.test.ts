/** What the dialog keeps, reads and lists, without a browser. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { isAnythingKept, pins, pinsKey, recent, togglePin } from '../../client/search-kept.ts';
import { visit, visitsKey } from '../../client/search-visits.ts';
import { matching, pagesOf } from '../Palette/actions.ts';
import { pinActions } from '../Palette/pin-actions.ts';
import { askedIn, findPath } from './find-address.ts';

const kept = new Map<string, string>();
const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); } };
Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
beforeEach(() => {
  kept.clear();
  pins.set([]);
});

test('the latest visit is first, each once, and only what search knows', () => {
  for (const path of ['/runbooks/a', '/runs', '/runbooks/b#step-x', '/runbooks/a', '/', '/docs']) visit(path);
  assert.deepEqual(recent(), ['/runbooks/a', '/runbooks/b#step-x']);
});

test('visits do not pile up', () => {
  for (let at = 0; at < 500; at += 1) visit(`/runbooks/r${at}`);
  assert.ok((kept.get(visitsKey) ?? '').split('\n').length <= 50);
  assert.equal(recent()[0], '/runbooks/r499');
});

test('a pin goes in and out, and what is pinned is not recent besides', () => {
  assert.equal(isAnythingKept(), false);
  visit('/runbooks/a');
  assert.equal(togglePin('/runbooks/a'), true);
  assert.deepEqual([pins.get(), recent(), isAnythingKept()], [['/runbooks/a'], [], true]);
  assert.equal(togglePin('/runbooks/a'), false);
  assert.deepEqual([pins.get(), recent()], [[], ['/runbooks/a']]);
});

test('the palette pins the page, the procedure and the step one is at, and takes the pins out', () => {
  const at = (anchor: string): { anchor: string; title: string } => ({ anchor, title: `called ${anchor}` });
  const titles = (path: string): string[] => pinActions(path, 'A', at('step-x'), at('y'), pins.get()).map(({ title }) => title.text);
  assert.deepEqual(titles('/runbooks/a'), ['Pin this step', 'Pin this procedure', 'Pin this page']);
  togglePin('/runbooks/a#step-x');
  assert.equal(titles('/runbooks/a')[0], 'Take the pin out of this step');
  assert.deepEqual(pinActions('/docs/b', 'B', null, null, []).map(({ within }) => within), [['B']]);
  assert.deepEqual(titles('/runs'), [], 'search lists no such page');
});

test('what others put into the store is no address', () => {
  kept.set(visitsKey, ['javascript:alert(1)', '//evil.example/runbooks/a', 'https://evil.example', '/runbooks/a?x=1', '/runbooks/../x', `/runbooks/${'a'.repeat(600)}`].join('\n'));
  kept.set(pinsKey, '/runbooks/a#<img>\n\u0000');
  assert.deepEqual(recent(), []);
});

test('a browser that keeps nothing still searches', () => {
  const refusing = () => { throw new DOMException('no', 'SecurityError'); };
  Object.defineProperty(globalThis, 'localStorage', { value: { getItem: refusing, setItem: refusing }, configurable: true });
  visit('/runbooks/a');
  assert.deepEqual([recent(), isAnythingKept(), togglePin('/runbooks/a')], [[], false, true]);
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
});

test('the palette leads to every page of the navigation once, and finds by the beginnings of words', () => {
  const pages = pagesOf([{ label: 'Runbooks', to: '/' }, { label: 'Work', type: 'dropdown', items: [{ label: 'Runs', to: '/runs' }] }, { label: 'Handbook', type: 'docSidebar' }, { label: 'Runs too', to: '/runs' }, { label: 'Elsewhere', to: 'https://example.org' }]);
  assert.deepEqual(pages.map(({ href }) => href), ['/', '/runs', '/docs']);
  assert.deepEqual(matching(pages, 'go ru').map(({ href }) => href), ['/', '/runs']);
  assert.deepEqual(matching(pages, 'uns'), []);
});

test('the address of what runs on something goes there and back', () => {
  const rows: readonly [string, ReturnType<typeof askedIn>][] = [
    ['?namespace=a', { kind: 'namespace', name: 'a' }], ['?env=x&stream=instrument%3Ahsc', { kind: 'stream', name: 'instrument:hsc' }], ['?key=b', { kind: 'stream', name: 'b' }], ['?other=a', null], ['', null],
  ];
  for (const [search, asked] of rows) assert.deepEqual(askedIn(search), asked);
  assert.equal(findPath('file', 'a b&c.yaml'), '/find?file=a+b%26c.yaml');
  assert.deepEqual(askedIn(findPath('file', 'a b&c.yaml').slice('/find'.length)), { kind: 'file', name: 'a b&c.yaml' });
});
