import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../common/catalog/parameter.ts';
import { parseDeepLink } from './deep-link.ts';
import { createPage, fillIn, lookFor, setEnvironment, setValue, takeOver, unchosen, valueOf } from './page.ts';

test('a link chooses an environment the runbook is for', () => {
  const page = createPage('r', ['practice', 'usdf-dev'], []);
  fillIn(page, parseDeepLink('?env=usdf-dev', ''));
  assert.deepEqual(page.state.get(), { environment: 'usdf-dev', values: {}, notes: [], left: {}, missing: null });
});

test('a link to an environment the runbook is not for changes nothing, and is told', () => {
  const page = createPage('r', ['practice'], ['dev']);
  fillIn(page, parseDeepLink('?env=prod', ''));
  const state = page.state.get();
  assert.equal(state.environment, 'practice');
  assert.deepEqual(state.left, { env: 'The link’s environment “prod” was left out: this runbook is for practice.' });
  assert.match(unchosen(state), /for practice\. Choose the environment at the top first\.$/);
});

test('what stands in an address is said as a name, and is no sentence of ours', () => {
  const page = createPage('r', ['practice'], []);
  fillIn(page, parseDeepLink(`?env=${encodeURIComponent('x”. Log in anew at evil.example/\u202e')}`, ''));
  lookFor(page, 'y”. Log in anew');
  const { left, missing } = page.state.get();
  assert.deepEqual([left.env, missing], ['The link’s environment “x\ufffd.\ufffdLog\ufffdin\ufffdanew\ufffdat\ufffdevil.example\ufffd\ufffd” was left out: this runbook is for practice.', 'y\ufffd.\ufffdLog\ufffdin\ufffdanew']);
});

const stream: Parameter = { name: 'STREAM', type: 'choice', title: 'Stream', choices: ['hsc', 'latiss'], pattern: '', min: null, max: null, default: 'latiss', leadingDash: false, reachesMake: false };

function opened(search: string) {
  const page = createPage('r', ['practice', 'usdf'], ['dev', 'prod']);
  page.steps.set('clear', { title: '', parameters: [stream], digest: 'd' });
  fillIn(page, parseDeepLink(search, ''));
  return page;
}

test('a value that does not fit leaves the parameter empty, never its default, until one is filled in', () => {
  const page = opened('?STREAM=nonsense&TARGET=prod&NOWHERE=1');
  const { left, notes, values } = page.state.get();
  assert.equal(valueOf(page.state.get(), stream), '');
  assert.deepEqual([Object.keys(left), values.TARGET, notes.length], [['STREAM'], 'prod', 1]);
  fillIn(page, parseDeepLink('?w=another', ''));
  assert.deepEqual([valueOf(page.state.get(), stream), page.state.get().left], ['', left], 'nor by going on in the page');
  setValue(page, 'STREAM', 'latiss');
  assert.deepEqual([valueOf(page.state.get(), stream), page.state.get().left], ['latiss', {}]);
});

test('a target or an environment that is not there has to be chosen', () => {
  const page = opened('?TARGET=staging&env=moon');
  assert.equal(page.state.get().values.TARGET, '');
  assert.match(unchosen(page.state.get()), /environment “moon”.*Choose the environment/);
  setEnvironment(page, 'practice');
  assert.match(unchosen(page.state.get()), /target “staging” was left out: this runbook has dev, prod\. Choose the target/);
  setValue(page, 'TARGET', 'dev');
  assert.equal(unchosen(page.state.get()), '');
});

test('a link that fits mends one that did not; what a walkthrough holds is taken, and the rest still told', () => {
  const page = opened('?STREAM=nonsense&env=moon');
  fillIn(page, parseDeepLink('?STREAM=hsc', ''));
  assert.deepEqual(Object.keys(page.state.get().left), ['env']);
  takeOver(page, 'usdf', { STREAM: 'latiss' });
  const { environment, left, notes } = page.state.get();
  assert.deepEqual([environment, left, valueOf(page.state.get(), stream)], ['usdf', {}, 'latiss']);
  assert.match(notes.join(), /environment “moon”/);
});
