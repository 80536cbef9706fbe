import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteConfig } from '@docusaurus/types';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Tested } from '../../common/tested.ts';
import { pageFacts } from './facts.ts';
import { withFacts } from './runbooks.ts';

const step = (id: string, procedure: string, kind = 'runnable') => ({ id, procedure, kind, digest: `d-${id}`, expect: null, exit: [0], language: 'bash' });
const runbook = {
  id: 'r', title: 'R', service: 's', owners: [], reviewed: '2026-01-01', reviewEvery: 10, gaps: [{ owner: '', text: 't', procedure: 'backup', line: 3 }],
  steps: [step('look', 'begin'), step('tell', 'begin', 'manual'), step('merge', '__proto__', 'manual'), step('file', '__proto__', 'file')],
} as unknown as Runbook;
const result = { target: '', at: 120_000, outcome: 'passed' as const, asserts: true, why: '' };
const tested: Tested = { version: 1, at: 1, runbooks: { r: { look: [{ ...result, digest: 'd-look' }], merge: [{ ...result, digest: 'then' }], file: [] } } };

test('a page carries its steps by procedure, those by hand only where the test took them', () => {
  const facts = pageFacts(runbook, tested, Date.parse('2026-01-05'));
  assert.equal(JSON.stringify(facts.procedures), '{"begin":{"look":[0,2]},"__proto__":{"merge":[0,2,1],"file":0}}');
  assert.deepEqual([facts.coverage, facts.gaps, facts.overdue], [{ asserting: 1, steps: 2 }, { count: 1, first: 'backup' }, false]);
  assert.equal(({} as Record<string, unknown>)['merge'], undefined);
});

test('without results a page carries its steps all the same; a review that was overdue at the build stays so', () => {
  const facts = pageFacts(runbook, null, Date.parse('2026-02-01'));
  assert.equal(JSON.stringify(facts.procedures), '{"begin":{"look":0},"__proto__":{"file":0}}');
  assert.equal(facts.overdue, true);
});

test('each runbook’s page gets its own facts, however deep its route stands, and no other page any', () => {
  const facts = new Map([['r', pageFacts(runbook, null, 0)]]);
  const page = (file: string): RouteConfig => ({ path: `/${file}`, component: 'c', metadata: { sourceFilePath: file }, props: { kept: true } });
  const route = withFacts({ path: '/', component: 'c', routes: [{ path: '/', component: 'd', routes: [page('runbooks/r.mdx'), page('runbooks/other.mdx')] }] }, facts);
  const pages = route.routes?.[0]?.routes ?? [];
  assert.deepEqual(pages.map(({ props }) => props), [{ kept: true, facts: facts.get('r') }, { kept: true }]);
  assert.equal(route.props, undefined);
});
