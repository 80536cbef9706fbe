import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFence } from './fence.ts';

const plain = {
  id: 'ping', effect: 'read', title: '', expect: null, exit: [0], needs: [], only: [], timeout: 600,
  interactive: false, background: false, confirm: null, mask: null,
};

test('a block without run or file is an ordinary block', () => {
  for (const meta of ['', 'title="values.yaml" {1,3} showLineNumbers', 'title="a=b"', '{1} title=\'it\'']) {
    assert.deepEqual(parseFence('bash', meta), { kind: 'ordinary' }, meta);
  }
});

const steps: [language: string, meta: string, expected: object][] = [
  ['bash', 'run=ping effect=read', {}],
  ['redis', 'effect=change   run=ping', { effect: 'change' }],
  ['bash', 'run=ping effect=read title="Say \\"hi\\" \\\\ twice"', { title: 'Say "hi" \\ twice' }],
  ['bash', "run=ping effect=read expect='\"lag\" … 0'", { expect: '"lag" … 0' }],
  ['bash', 'run=ping effect=read exit=1,0', { exit: [0, 1] }],
  ['bash', 'run=ping effect=destroy confirm="delete it" needs=a,b-2 only=prod', { effect: 'destroy', confirm: 'delete it', needs: ['a', 'b-2'], only: ['prod'] }],
  ['bash', 'run=ping effect=read timeout=90', { timeout: 90 }],
  ['bash', 'run=ping effect=read timeout=10m', { timeout: 600 }],
  ['bash', 'run=ping effect=read interactive', { interactive: true, timeout: 28800 }],
  ['bash', 'run=ping effect=read background timeout=2h', { background: true, timeout: 7200 }],
  ['bash', 'run=ping effect=read mask="token: \\S+"', { mask: 'token: \\S+' }],
  ['bash', 'run=ping effect=read mask="a\\.b"', { mask: 'a\\.b' }],
];

test('a step’s metastring gives its metadata', () => {
  for (const [language, meta, expected] of steps) {
    assert.deepEqual(parseFence(language, meta), { kind: 'runnable', language, meta: { ...plain, ...expected } }, meta);
  }
});

test('a file block names its path, and its id follows from it unless given', () => {
  assert.deepEqual(parseFence('yaml', 'file=job.yaml'), { kind: 'file', meta: { id: 'job-yaml', path: 'job.yaml', title: '' } });
  assert.deepEqual(parseFence('yaml', 'file=apps/2.values.yaml run=values title="The values"'),
    { kind: 'file', meta: { id: 'values', path: 'apps/2.values.yaml', title: 'The values' } });
});

const broken: [language: string, meta: string, column: number, message: RegExp][] = [
  ['bash', 'run=ping', 0, /no `effect`.*effect=read/],
  ['bash', 'effect=read title="x"', 0, /no `run`.*run=check-pods/],
  ['bash', 'rum=ping effect=read', 9, /no `run`/],
  ['bash', 'run=ping effect=red', 9, /read, change, destroy/],
  ['bash', 'run=Ping effect=read', 0, /`Ping` cannot be an id/],
  ['bash', 'run= effect=read', 0, /`run` has no value/],
  ['bash', 'run=ping effect=read tilte="x"', 21, /no key `tilte`/],
  ['bash', 'run=ping effect=read expct="x"', 21, /perhaps `expect`/],
  ['bash', 'run=ping effect=read effect=change', 21, /stands twice/],
  ['bash', 'run=ping effect=read exit=256', 21, /0 to 255/],
  ['bash', 'run=ping effect=read exit=', 21, /0 to 255/],
  ['bash', 'run=ping effect=read timeout=0', 21, /1 second to 24 hours/],
  ['bash', 'run=ping effect=read timeout=soon', 21, /1 second to 24 hours/],
  ['bash', 'run=ping effect=read needs=a,,b', 21, /`` cannot be one/],
  ['bash', 'run=ping effect=read needs=a,a', 21, /`a` twice/],
  ['bash', 'run=ping effect=read interactive=maybe', 21, /write `interactive` alone/],
  ['bash', 'run=ping effect=read interactive background', 33, /not both/],
  ['redis', 'run=ping effect=read interactive', 21, /takes no input/],
  ['console', 'run=ping effect=read expect="PONG"', 21, /under its prompts/],
  ['bash', 'run=ping effect=read mask="("', 21, /not a regular expression/],
  ['bash', 'run=ping effect=read mask="x*"', 21, /nothing at all/],
  ['bash', 'run=ping effect=read title="oops', 21, /close every quote/],
  ['bash', 'title="oops run=ping effect=read', 0, /close every quote/],
  ['python', 'run=ping effect=read', 0, /bash, redis, console/],
  ['', 'run=ping effect=read', 0, /no language/],
  ['yaml', 'file=../job.yaml', 0, /inside the workspace/],
  ['yaml', 'file=/etc/passwd', 0, /inside the workspace/],
  ['yaml', 'file=.bashrc', 0, /inside the workspace/],
  ['yaml', 'file=job.yaml effect=read', 14, /no `effect`/],
];

test('what cannot be is refused with its column and the fix', () => {
  for (const [language, meta, column, message] of broken) {
    const fence = parseFence(language, meta);
    assert.equal(fence.kind, 'broken', meta);
    if (fence.kind !== 'broken') continue;
    assert.equal(fence.problems[0]?.column, column, meta);
    assert.match(fence.problems[0]?.message ?? '', message, meta);
  }
});

test('all problems of a fence are told at once', () => {
  const fence = parseFence('bash', 'run=Ping effect=red exit=x');
  assert.equal(fence.kind === 'broken' && fence.problems.length, 3);
});
