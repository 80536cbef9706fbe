import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { cardOf } from './card.ts';
import { placePath, resolveAddress } from './resolve.ts';

const text = `---
title: Image cache
service: image-cache
description: Look after the cache.
owners: [Cache team]
slack: ['#cache']
formerly: [old-cache]
aliases: {make-room: clear-the-cache, see: look, gone-heading: look}
gone: {restart: The operator restarts it.}
---

## Clear the cache

\`\`\`bash run=look effect=read title="How full is it?"
df -h
\`\`\`

\`\`\`bash run=clear effect=destroy title="Clear it" confirm="clear"
rm -rf /cache
\`\`\`

## Look
`;
const { runbook, problems } = compileRunbook({ id: 'cache', file: 'runbooks/cache.mdx', bytes: new TextEncoder().encode(text) });
assert.ok(runbook, JSON.stringify(problems));
const catalog: Catalog = { digest: 'd', runbooks: [runbook], broken: [{ id: 'ill', title: 'Ill', problems: 1 }] };
const run = '01923456-789a-7000-8000-000000000000';

const rows: readonly [address: string, kind: string, page: string][] = [
  ['/go/cache', 'runbook', '/runbooks/cache'],
  ['/go/old-cache?env=dev', 'runbook', '/runbooks/cache?env=dev'],
  ['/go/cache/clear-the-cache', 'procedure', '/runbooks/cache#clear-the-cache'],
  ['/go/cache/clear?env=dev&SIZE=3', 'step', '/runbooks/cache?env=dev&SIZE=3#step-clear'],
  // A heading and a step are both called so: the heading comes first, and the step's anchor says which is meant.
  ['/go/cache/look', 'procedure', '/runbooks/cache#look'],
  ['/go/cache/step-look', 'step', '/runbooks/cache#step-look'],
  ['/go/cache/make-room', 'procedure', '/runbooks/cache#clear-the-cache'],
  ['/go/old-cache/make-room?env=x', 'procedure', '/runbooks/cache?env=x#clear-the-cache'],
  ['/go/cache/see', 'procedure', '/runbooks/cache#look'],
  ['/go/cache/step-make-room', 'procedure', '/runbooks/cache#clear-the-cache'],
  ['/go/cache/restart', 'gone', '/runbooks/cache'],
  ['/go/cache/step-restart', 'gone', '/runbooks/cache'],
  ['/go/cache/constructor', 'gone', '/runbooks/cache'],
  ['/go/ill', 'gone', '/'],
  ['/go/nowhere/x', 'gone', '/'],
  [`/go/run/${run}`, 'run', `/runs?run=${run}`],
  [`/go/run/${run}?line=7`, 'run', `/runs?run=${run}#L7`],
  [`/go/w/${run}`, 'walkthrough', `/walkthroughs?id=${run}`],
  ['/runbooks/cache#step-clear', 'step', '/runbooks/cache#step-clear'],
  ['/runbooks/old-cache?env=dev#make-room', 'procedure', '/runbooks/cache?env=dev#clear-the-cache'],
  [`/runs?run=${run}#L3`, 'run', `/runs?run=${run}#L3`],
  [`/walkthroughs?id=${run}`, 'walkthrough', `/walkthroughs?id=${run}`],
  ['/runbooks/cache#%', 'runbook', '/runbooks/cache'],
  ['/practice', '', ''],
  ['/runs', '', ''],
];
for (const [address, kind, page] of rows) {
  test(`${address} leads to ${kind || 'nothing of ours'} ${page}`, () => {
    const target = resolveAddress(new URL(address, 'http://h'), catalog);
    assert.deepEqual([target?.kind ?? '', target?.page ?? ''], [kind, page]);
  });
}

test('what is gone says what is instead, and what never was that it may have been removed', () => {
  const why = (address: string) => {
    const target = resolveAddress(new URL(address, 'http://h'), catalog);
    return target?.kind === 'gone' ? target.why : '';
  };
  assert.equal(why('/go/cache/restart'), '“restart” of the runbook “Image cache” is no more. The operator restarts it.');
  assert.match(why('/go/cache/nothing'), /has no procedure or step “nothing”\. It may have been removed/);
  assert.match(why('/go/nothing'), /no runbook “nothing”/);
  assert.match(why('/go/ill'), /has problems just now/);
});

test('a card tells what is public, and of runs and walkthroughs nothing', () => {
  const card = (address: string) => {
    const target = resolveAddress(new URL(address, 'http://h'), catalog);
    assert.ok(target);
    return cardOf(target);
  };
  assert.deepEqual(card('/go/cache/clear-the-cache'), { title: 'Clear the cache · Image cache', description: '2 steps. Destroys something. Service: image-cache. Owners: Cache team. Slack: #cache. Runs in: practice.' });
  assert.deepEqual(card('/go/cache/step-look'), { title: 'How full is it? · Image cache', description: 'Only reads. Service: image-cache. Owners: Cache team. Slack: #cache. Runs in: practice.' });
  assert.match(card('/go/cache').description, /^Look after the cache\. 2 steps\./);
  assert.doesNotMatch(JSON.stringify(card(`/go/run/${run}`)), new RegExp(run));
});

test('the short link of a step that is called like a heading goes by its anchor', () => {
  assert.equal(placePath(runbook, 'look'), '/go/cache/step-look');
  assert.equal(placePath(runbook, 'clear', { env: 'dev' }), '/go/cache/clear?env=dev');
  assert.equal(placePath(runbook, 'clear-the-cache'), '/go/cache/clear-the-cache');
});

/** An old name that does not do, and what is said of it. */
const wrong: readonly [front: string, says: RegExp][] = [
  ['aliases: {look: clear}', /`look` is a heading or a step/],
  ['aliases: {see: nowhere}', /no heading or step of that name/],
  ['gone: {clear: Never mind.}', /`clear` is not gone/],
  ['aliases: {"a b": clear}', /name of a heading or a step/],
];
for (const [front, says] of wrong) {
  test(`${front} is told`, () => {
    const broken = text.replace(/^aliases:.*$/m, front.startsWith('aliases') ? front : '').replace(/^gone:.*$/m, front.startsWith('gone') ? front : '');
    const read = compileRunbook({ id: 'cache', file: 'f', bytes: new TextEncoder().encode(broken) });
    assert.equal(read.runbook, null);
    assert.match(read.problems.map(({ message }) => message).join(' '), says);
  });
}
