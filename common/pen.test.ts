import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandrailError } from './errors.ts';
import { Pen } from './pen.ts';

const ada = { person: 'ada', name: 'Ada', page: 'page-ada-1' };
const adaElsewhere = { ...ada, page: 'page-ada-2' };
const bob = { person: 'bob', name: 'Bob', page: 'page-bob-1' };
const eve = { person: 'eve', name: 'Eve', page: 'page-eve-1' };

/** A pen of Ada's whose waiting ends when the test says so. */
function scene() {
  const waiting = new Map<() => void, number>();
  let told = 0;
  const pen = new Pen('ada', () => { told += 1; }, (ms, act) => {
    waiting.set(act, ms);
    return () => { waiting.delete(act); };
  });
  return {
    pen,
    told: () => told,
    waits: () => [...waiting.values()],
    pass() {
      for (const act of [...waiting.keys()]) {
        waiting.delete(act);
        act();
      }
    },
  };
}

const refused = (error: unknown) => error instanceof HandrailError && error.code === 'pen-refused';

test('the owner’s first viewer has the pen; who comes after watches', () => {
  const { pen } = scene();
  const [one, other, guest] = [pen.sit(ada), pen.sit(adaElsewhere), pen.sit(bob)];
  assert.deepEqual([one, other, guest].map((seat) => pen.holds(seat)), [true, false, false]);
  assert.deepEqual(pen.state, { holder: { seat: one, person: 'ada', name: 'Ada' }, asks: [] });
});

test('a guest who comes first does not find the pen: what is typed runs as the owner', () => {
  const { pen } = scene();
  const guest = pen.sit(bob);
  assert.equal(pen.state.holder, null);
  assert.throws(() => { pen.act(guest, 'take', null); }, refused);
  pen.act(guest, 'ask', null);
  assert.equal(pen.state.holder, null);
  assert.equal(pen.holds(pen.sit(ada)), true);
});

test('it is asked for and handed over, kept back, given up, taken back', () => {
  const { pen, told } = scene();
  const [owner, guest] = [pen.sit(ada), pen.sit(bob)];
  pen.act(guest, 'ask', null);
  assert.deepEqual(pen.state.asks.map(({ name }) => name), ['Bob']);
  pen.act(owner, 'refuse', guest);
  assert.deepEqual(pen.state.asks, []);
  assert.throws(() => { pen.act(owner, 'give', guest); }, refused);
  pen.act(guest, 'ask', null);
  pen.act(owner, 'give', guest);
  assert.deepEqual([pen.holds(owner), pen.holds(guest), pen.state.asks.length], [false, true, 0]);
  pen.act(guest, 'drop', null);
  assert.equal(pen.state.holder, null);
  pen.act(owner, 'take', null);
  assert.ok(pen.holds(owner) && told() >= 7);
});

test('an ask lapses', () => {
  const { pen, pass, waits } = scene();
  pen.sit(ada);
  pen.act(pen.sit(bob), 'ask', null);
  assert.deepEqual(waits(), [60_000]);
  pass();
  assert.deepEqual(pen.state.asks, []);
});

test('who comes back within the grace goes on typing; who does not loses it', () => {
  const { pen, pass, waits } = scene();
  const seat = pen.sit(ada);
  pen.leave(seat);
  assert.deepEqual([pen.holds(seat), waits()], [true, [15_000]]);
  assert.equal(pen.sit(ada), seat);
  assert.deepEqual([pen.holds(seat), waits()], [true, []]);
  pen.leave(seat);
  pass();
  assert.equal(pen.state.holder, null);
  assert.notEqual(pen.sit(adaElsewhere), seat);
});

test('a connection that is back before the old one is known to be lost keeps its seat', () => {
  const { pen, waits } = scene();
  const seat = pen.sit(ada);
  assert.equal(pen.sit(ada), seat);
  pen.leave(seat);
  assert.deepEqual([pen.holds(seat), waits()], [true, []]);
});

test('a page loaded anew takes over from what the same person had open; another person does not', () => {
  const { pen } = scene();
  pen.leave(pen.sit(ada));
  assert.equal(pen.holds(pen.sit(bob)), false);
  assert.equal(pen.holds(pen.sit(adaElsewhere)), true);
});

test('the same page name of another person is another seat', () => {
  const { pen } = scene();
  const seat = pen.sit(ada);
  assert.notEqual(pen.sit({ ...eve, page: ada.page }), seat);
});

test('who has left has no seat to act from, and asks for nothing any more', () => {
  const { pen } = scene();
  pen.sit(ada);
  const guest = pen.sit(bob);
  pen.act(guest, 'ask', null);
  pen.leave(guest);
  assert.deepEqual(pen.state.asks, []);
  assert.throws(() => { pen.act(guest, 'ask', null); }, refused);
});
