import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { type Card, cardOf, inOrder } from './card.ts';

test('a card counts steps by what they do, a file as a change', () => {
  const steps = [{ kind: 'runnable', effect: 'read' }, { kind: 'runnable', effect: 'destroy' }, { kind: 'file' }, { kind: 'manual' }];
  const runbook = { id: 'r', title: 'R', service: 's', description: 'd', steps } as unknown as Runbook;
  assert.deepEqual(cardOf(runbook), { id: 'r', title: 'R', service: 's', description: 'd', count: { read: 1, change: 1, destroy: 1, manual: 1 } });
});

test('pages that are still to be written come last', () => {
  const card = (id: string, read: number): Card => ({ id, title: id, service: '', description: '', count: { read, change: 0, destroy: 0, manual: 0 } });
  assert.deepEqual(inOrder([card('a', 0), card('b', 1), card('c', 0), card('d', 2)]).map(({ id }) => id), ['b', 'd', 'a', 'c']);
});
