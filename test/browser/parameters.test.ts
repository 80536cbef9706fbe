/** Filling in a step where its code stands: from what there is in a real practice world, from what it was last time, by hand. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { loadConfig } from '../../server/config/load.ts';
import { createLog } from '../../server/log.ts';
import { connectRunner } from '../../server/runner/client.ts';
import { type Client, Handrail, root, stepOf } from '../handrail.ts';
import { Browser, visit as goTo } from './browser.ts';
import { copied } from './copied.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
let client: Client;
const place = 'parameter=POD&environment=practice&TARGET=dev';
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  client = await browser.client(page);
  // The operator of a world that is only just awake takes a moment to start the brokers.
  for (const until = Date.now() + 60_000; !(await (await client.get(`/api/choices?runbook=prompt-kafka&${place}`)).text()).includes('prompt-kafka-kafka-2');) {
    assert.ok(Date.now() < until, 'there are no brokers');
    await page.waitForTimeout(100);
  }
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const step = (id: string): Locator => page.locator(`#step-${id}`);
const field = (id: string): Locator => step(id).getByRole('combobox', { name: 'Pod to look at or restart POD' });
const offers = (): Locator => page.getByRole('listbox', { name: 'Pod to look at or restart' }).getByRole('option');
const visit = async (query = '') => {
  await goTo(page, `${handrail.origin}/runbooks/prompt-kafka${query}`);
  await field('broker-log').waitFor();
};

test('without its script the page shows the parameter, and no field', async () => {
  const html = await (await fetch(`${handrail.origin}/runbooks/prompt-kafka`)).text();
  const code = /step-broker-log-title[^]*?<\/pre>/.exec(html)?.[0] ?? assert.fail('there is no such step');
  assert.match(code, /data-value="?fill in"?>\$POD</);
  assert.doesNotMatch(code, /<input|<select/);
});

test('a pod is chosen by keyboard from those that are there, and holds for the whole page', async () => {
  await visit();
  await field('broker-log').focus();
  await offers().first().waitFor();
  const names = await offers().allInnerTexts();
  assert.ok(names.includes('prompt-kafka-kafka-2') && names.length > 5, names.join(', '));
  assert.equal(await field('broker-log').getAttribute('aria-expanded'), 'true');
  await page.keyboard.type('KAFKA-2');
  await says(page.getByRole('listbox', { name: /Pod/ }), /^prompt-kafka-kafka-2$/);
  await page.keyboard.press('ArrowDown');
  assert.equal(await field('broker-log').getAttribute('aria-activedescendant'), await offers().first().getAttribute('id'));
  await page.keyboard.press('Enter');
  assert.equal(await offers().count(), 0);
  for (const id of ['broker-log', 'restart-pod', 'wait-pod']) assert.equal(await field(id).inputValue(), 'prompt-kafka-kafka-2');
  // Where it stands again, its value is shown.
  assert.equal(await step('wait-pod').getByRole('combobox').count(), 1);
  assert.equal(await step('wait-pod').locator('[data-value="prompt-kafka-kafka-2"]').count(), 1);
});

test('what is selected and copied is the text that runs', async () => {
  const { source } = stepOf('prompt-kafka#wait-pod').step;
  const selected = await page.evaluate(`getSelection().selectAllChildren(document.querySelector('#step-wait-pod pre')), getSelection().toString()`) as string;
  assert.equal(selected.trim(), source.trim());
  assert.equal((await copied(page, () => page.keyboard.press('Control+C'))).trim(), source.trim());
});

test('it runs with what was chosen; the next time that is offered first, and not filled in by itself', async () => {
  await step('broker-log').locator('[data-handrail="run"]').first().click();
  await says(step('broker-log').getByRole('status'), /(?<!not )as expected/i);
  const { runs } = await (await client.get('/api/runs?runbook=prompt-kafka&limit=1')).json() as { runs: { parameters: Record<string, string> }[] };
  assert.deepEqual(runs[0]?.parameters, { TARGET: 'dev', POD: 'prompt-kafka-kafka-2' });
  await visit();
  assert.equal(await field('broker-log').inputValue(), '');
  await field('restart-pod').click();
  await says(offers(), /^prompt-kafka-kafka-2 last time$/);
  await offers().first().click();
  assert.equal(await field('broker-log').inputValue(), 'prompt-kafka-kafka-2');
});

test('what does not fit is said at the field, and Run leads back to it', async () => {
  await field('broker-log').fill('-rf');
  await says(step('broker-log').locator('pre'), /It may not begin with “-”/);
  const hint = await field('broker-log').getAttribute('aria-describedby') ?? '';
  assert.match(await page.locator(`[id="${hint}"]`).innerText(), /^It may not begin/);
  await step('restart-pod').locator('[data-handrail="run"]').first().click();
  assert.equal(await page.evaluate('document.activeElement.id'), await field('restart-pod').getAttribute('id'));
});

test('a link’s value wins; names are shown as text; an environment that does not answer leaves the field to be typed into', async () => {
  const hostile = '<img src=x onerror="document.title=1">\u0007';
  // How often a page asks is its own affair.
  let answer: object = { choices: [hostile], more: false, at: 0 };
  await page.route('**/api/choices?*', (route) => {
    return route.fulfill({ status: 'error' in answer ? 502 : 200, contentType: 'application/json', body: JSON.stringify(answer) });
  });
  await visit('?TARGET=prod&POD=prompt-kafka-kafka-0');
  // What a link says is filled in.
  await page.waitForFunction((one) => (one as { value?: string } | null)?.value === 'prompt-kafka-kafka-0', await field('broker-log').elementHandle());
  await field('broker-log').focus();
  await says(offers().last(), /^<img src=x/);
  assert.equal(await page.locator('[popover] img').count(), 0);
  answer = { error: { code: 'choices-failed', message: 'It does not answer. Type the value.', details: {} } };
  await field('broker-log').blur();
  await field('broker-log').focus();
  await says(page.locator('[popover]'), /It does not answer\. Type the value\./);
  await field('broker-log').fill('');
  await page.keyboard.type('prompt-kafka-kafka-1');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('[popover]').count(), 0);
  assert.equal(await field('broker-log').inputValue(), 'prompt-kafka-kafka-1');
  await page.unroute('**/api/choices?*');
});

test('streams and groups come from the real Redis in its pod', async () => {
  const runner = await connectRunner({ config: loadConfig(handrail.environment, root), log: createLog('silent', 'test'), startIfAway: false });
  try {
    const asked = {
      person: 'operator', groups: [], environment: 'practice', rules: '', runbook: 'prompt-redis', context: 'usdfdev-prompt-processing',
      redis: { pod: 'prompt-redis-0', namespace: 'prompt-redis' },
    };
    assert.deepEqual((await runner.choices({ ...asked, source: { from: 'streams', pattern: 'instrument:l*' } })).choices, ['instrument:latiss', 'instrument:lsstcam']);
    assert.deepEqual((await runner.choices({ ...asked, source: { from: 'groups', stream: 'instrument:lsstcam' } })).choices, ['lsstcam_consumer_group']);
    assert.ok((await runner.choices({ ...asked, source: { from: 'contexts' } })).choices.includes('usdfprod-prompt-processing'));
    await assert.rejects(runner.choices({ ...asked, source: { from: 'groups', stream: 'nowhere' } }), { code: 'choices-failed' });
    await assert.rejects(runner.choices({ ...asked, redis: { pod: 'nobody-0', namespace: 'prompt-redis' }, source: { from: 'keys', pattern: '*' } }), { code: 'choices-failed', message: /"nobody-0" not found/ });
  } finally {
    runner.close();
  }
  assert.deepEqual(browser.complaints.filter((complaint) => !/502/.test(complaint)), []);
});
