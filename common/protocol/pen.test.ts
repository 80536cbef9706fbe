import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayAct, type PenAct, penActs, type PenState, type Seat } from './pen.ts';

const ada = { seat: 1, person: 'ada', name: 'Ada' };
const adaElsewhere = { ...ada, seat: 2 };
const bob = { seat: 3, person: 'bob', name: 'Bob' };
const bobElsewhere = { ...bob, seat: 4 };
const eve = { seat: 5, person: 'eve', name: 'Eve' };
const seatOf = (one: typeof ada): Seat => ({ seat: one.seat, person: one.person, isOwner: one.person === 'ada' });

const table: readonly [what: string, state: PenState, who: typeof ada, may: string][] = [
  ['the owner, with a free pen', { holder: null, asks: [] }, ada, 'ask take'],
  ['another, with a free pen', { holder: null, asks: [] }, bob, 'ask'],
  ['another, who has asked for a free pen', { holder: null, asks: [bob] }, bob, 'ask drop'],
  ['the owner, who is asked for a free pen', { holder: null, asks: [bob] }, ada, 'ask give refuse take'],
  ['the owner, who holds it', { holder: ada, asks: [] }, ada, 'drop'],
  ['the owner, who holds it and is asked', { holder: ada, asks: [bob] }, ada, 'give refuse drop'],
  ['the owner, in another window', { holder: ada, asks: [] }, adaElsewhere, 'ask take'],
  ['another, who holds it and is asked', { holder: bob, asks: [eve] }, bob, 'give refuse drop'],
  ['another, in a second window', { holder: bob, asks: [] }, bobElsewhere, 'ask take'],
  ['the owner, while another holds it', { holder: bob, asks: [] }, ada, 'ask take'],
  ['a third, while another asks', { holder: ada, asks: [bob] }, eve, 'ask'],
  ['one who asks, and would give it to themself', { holder: ada, asks: [bob] }, bob, 'ask drop'],
];
for (const [what, state, who, may] of table) {
  test(`${what} may: ${may}`, () => {
    const to = state.asks[0]?.seat ?? 3;
    assert.equal(penActs.filter((act: PenAct) => mayAct(state, seatOf(who), act, to)).join(' '), may);
  });
}

test('only one who asks can be given it', () => {
  for (const to of [null, 1, 99]) assert.equal(mayAct({ holder: ada, asks: [bob] }, seatOf(ada), 'give', to), false);
});
