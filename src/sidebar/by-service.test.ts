import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byService } from './by-service.ts';

const runbooks = (count: number, serviceOf: (at: number) => unknown) => ({
  items: Array.from({ length: count }, (_, at) => ({ type: 'doc', id: `r${at}` })),
  docs: Array.from({ length: count }, (_, at) => ({ id: `r${at}`, frontMatter: { service: serviceOf(at) } })),
});

test('a short list stays as it is', () => {
  const { items, docs } = runbooks(40, () => 'one');
  assert.deepEqual(byService(items, docs), items);
});

test('many runbooks stand by service, in the order in which their services come, and none is lost', () => {
  const { items, docs } = runbooks(41, (at) => ['redis', 'kafka'][at % 2]);
  const grouped = byService(items, docs);
  assert.deepEqual(grouped.map((one) => ('label' in one ? [one.label, one.items.length, one.collapsed] : one)), [['redis', 21, true], ['kafka', 20, true]]);
  assert.deepEqual(grouped.flatMap((one) => ('items' in one ? one.items : one)).length, 41);
});

test('a service with one runbook, a runbook without service and what is no runbook stay single', () => {
  const { items, docs } = runbooks(60, (at) => (at === 0 ? 'alone' : at === 1 ? undefined : 'many'));
  const link = { type: 'link', id: 'r2' };
  const grouped = byService([link, ...items], docs);
  assert.deepEqual(grouped.slice(0, 3), [link, items[0], items[1]]);
  assert.equal(grouped.length, 4);
});
