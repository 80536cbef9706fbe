import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PenState } from '../../../common/protocol/pen.ts';
import { penWords } from './pen-words.ts';

const ada = { seat: 1, person: 'ada', name: 'Ada' };
const bob = { seat: 2, person: 'bob', name: 'Bob' };
const eve = { seat: 3, person: 'eve', name: '\u202eEve\u0007' };

const table: readonly [what: string, pen: PenState, who: typeof ada, text: string, deeds: string][] = [
  ['the owner who types', { holder: ada, asks: [] }, ada, 'You type.', ''],
  ['the owner in another window', { holder: { ...ada, seat: 9 }, asks: [] }, ada, 'You type in another window.', 'Type here'],
  ['the owner while another types', { holder: bob, asks: [] }, ada, 'Bob types.', 'Type'],
  ['the owner of a free pen', { holder: null, asks: [] }, ada, 'Nobody types.', 'Type'],
  ['the owner who is asked', { holder: ada, asks: [bob] }, ada, 'Bob asks to type.', 'Hand over, Not now'],
  ['the owner who is asked by two', { holder: ada, asks: [eve, bob] }, ada, 'Eve asks to type. 1 more wait.', 'Hand over, Not now'],
  ['a guest', { holder: ada, asks: [] }, bob, 'Ada types.', 'Ask to type'],
  ['a guest who has asked', { holder: ada, asks: [bob] }, bob, 'Ada types. You have asked to type.', 'Ask no more'],
  ['a guest, while another asks', { holder: ada, asks: [eve] }, bob, 'Ada types.', 'Ask to type'],
  ['a guest who types', { holder: bob, asks: [] }, bob, 'You type.', 'Stop typing'],
  ['a guest who types and is asked', { holder: bob, asks: [eve] }, bob, 'Eve asks to type.', 'Hand over, Not now'],
  ['a guest of a free pen', { holder: null, asks: [] }, bob, 'Nobody types.', 'Ask to type'],
];
for (const [what, pen, who, text, deeds] of table) {
  test(`${what} reads: ${text}`, () => {
    const words = penWords({ seat: who.seat, pen }, who.person, who.person === 'ada');
    assert.equal(words.text, text);
    assert.equal(words.deeds.map(({ label }) => label).join(', '), deeds);
  });
}
