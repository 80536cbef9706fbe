import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, type Pressed } from './keys.ts';

/** An element that is, or is in, what these selectors name. */
const within = (...names: string[]) => ({ closest: (selector: string) => (names.some((name) => selector.includes(name)) ? {} : null) });
const page = within();
const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false, defaultPrevented: false, target: page, ...more,
});

const rows: readonly [name: string, pressed: Pressed, on: boolean, expected: string | null][] = [
  ['a letter by itself', press('r'), true, 'r'],
  ['every letter that does something', press('s'), true, 's'],
  ['the one that leads to the walkthrough', press('w'), true, 'w'],
  ['one that does nothing', press('g'), true, null],
  ['the question mark, which needs Shift', press('?', { shiftKey: true }), true, '?'],
  ['a capital', press('R', { shiftKey: true }), true, null],
  ['a letter with Ctrl is the browser’s', press('r', { ctrlKey: true }), true, null],
  ['with Command', press('r', { metaKey: true }), true, null],
  ['with Alt', press('n', { altKey: true }), true, null],
  ['a key that is held down', press('r', { repeat: true }), true, null],
  ['while a sign is composed', press('n', { isComposing: true }), true, null],
  ['one that somebody took', press('s', { defaultPrevented: true }), true, null],
  ['typed into a field', press('r', { target: within('textarea') }), true, null],
  ['typed into a terminal', press('r', { target: within('.xterm') }), true, null],
  ['in a dialog', press('n', { target: within('dialog') }), true, null],
  ['turned off', press('r'), false, null],
  ['help is a letter too', press('?'), false, null],
  ['the palette stays, it has a modifier', press('k', { ctrlKey: true }), false, 'k'],
  ['on a Mac, in a field', press('k', { metaKey: true, target: within('textarea') }), true, 'k'],
  ['a shell’s own Ctrl-K', press('k', { ctrlKey: true, target: within('.xterm') }), true, null],
];

for (const [name, pressed, on, expected] of rows) {
  test(name, () => {
    assert.equal(keyOf(pressed, on), expected);
  });
}
