/** A runbook's page in a walkthrough: whose values become everybody's, and when. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { WalkView } from '../../common/walkthrough.ts';
import { parseDeepLink } from './deep-link.ts';
import { createPage, fillIn, setValue } from './page.ts';

// The socket listens for the browser's network as soon as it is read.
Object.assign(globalThis, { addEventListener: () => undefined });
const { joinPage, sendValues } = await import('./walk-page.ts');
const { walk } = await import('./walkthrough.ts');

const names = ['POD', 'SPACE'];
const parameters = names.map((name): Parameter => ({ name, type: 'text', title: name, choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false }));
const view = (seq: number, values: Record<string, string>) => ({
  id: 'w', runbook: 'r', environment: 'practice', entries: [], runs: {}, names: {},
  steps: [{ id: 's', kind: 'runnable', parameters: names }], state: { seq, parameters: values, lead: 'ada', ended: null, going: null, steps: {} },
}) as unknown as WalkView;

test('a link fills in this page alone; what is typed is everybody’s a moment later, what is refused is not sent again, and a run takes all of it', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const sent: unknown[] = [];
  let answer: () => Response = () => Response.json({ walkthrough: view(2, {}) });
  mock.method(globalThis, 'fetch', (_path: string, { body }: { body: string }) => {
    sent.push((JSON.parse(body) as { parameters: unknown }).parameters);
    return Promise.resolve(answer());
  });
  const page = createPage('r', ['practice'], []);
  page.steps.set('s', { title: 'S', parameters, digest: '' });
  fillIn(page, parseDeepLink('?w=w&POD=theirs', ''));
  const later = async () => {
    mock.timers.tick(1_000);
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  };
  walk.set({ id: 'w', view: null, problem: null, since: null });
  const leave = joinPage(page);
  walk.set({ id: 'w', view: view(1, {}), problem: null, since: 1 });
  await later();
  assert.deepEqual([sent, page.state.get().values], [[], { POD: 'theirs' }]);

  answer = () => Response.json({ error: { code: 'walkthrough-lead', message: 'Bob has it.', details: {} } }, { status: 409 });
  setValue(page, 'SPACE', 'mine');
  for (let times = 0; times < 5; times += 1) await later();
  assert.deepEqual(sent, [{ SPACE: 'mine' }]);

  answer = () => Response.json({ walkthrough: view(3, { SPACE: 'other' }) });
  setValue(page, 'SPACE', 'other');
  await later();
  assert.deepEqual(sent.at(-1), { SPACE: 'other' });
  await sendValues();
  assert.deepEqual([sent.length, sent.at(-1)], [3, { POD: 'theirs' }]);
  leave();
  mock.reset();
});
