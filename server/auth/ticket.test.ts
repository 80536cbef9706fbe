import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { localOperator, type Principal } from './principal.ts';
import { ticketLifeMs, Tickets } from './ticket.ts';

const ada: Principal = { ...localOperator, person: { id: 'ada', name: 'Ada' }, via: 'cookie', session: 's1' };

function room() {
  let now = 0;
  const tickets = new Tickets({ now: () => now, random: (bytes) => randomBytes(bytes) });
  return { tickets, pass: (ms: number) => { now += ms; } };
}

test('a ticket opens once', () => {
  const { tickets } = room();
  const ticket = tickets.issue(ada);
  assert.equal(tickets.redeem(ticket, ada), true);
  assert.equal(tickets.redeem(ticket, ada), false);
});

test('a ticket lives 30 seconds', () => {
  const { tickets, pass } = room();
  const [early, late] = [tickets.issue(ada), tickets.issue(ada)];
  pass(ticketLifeMs - 1);
  assert.equal(tickets.redeem(early, ada), true);
  pass(1);
  assert.equal(tickets.redeem(late, ada), false);
});

test('another person’s or another session’s ticket is refused, and used up', () => {
  const { tickets } = room();
  for (const other of [{ ...ada, person: { id: 'bob', name: 'Bob' } }, { ...ada, session: 's2' }, { ...ada, session: '' }]) {
    const ticket = tickets.issue(ada);
    assert.equal(tickets.redeem(ticket, other), false);
    assert.equal(tickets.redeem(ticket, ada), false);
  }
});

test('nonsense is refused', () => {
  const { tickets } = room();
  for (const ticket of ['', 'x', '\u0000', 'x'.repeat(10_000)]) assert.equal(tickets.redeem(ticket, ada), false);
});

test('tickets nobody redeems do not pile up', () => {
  const { tickets } = room();
  const first = tickets.issue(ada);
  for (let made = 0; made < 10_000; made += 1) tickets.issue(ada);
  assert.equal(tickets.redeem(first, ada), false);
});
