/**
 * Live panels in real browsers: in a real practice world, where a pod that a step deletes is seen to go and come, and beside a
 * cluster that two persons look at, one of whom may not for long. And what stands there while it is not live.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { catalog, Handrail } from '../handrail.ts';
import { StandIn } from '../kubernetes-stand-in.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

const token = 'canary-of-the-panels';
let standIn: StandIn;
let handrail: Handrail;
let browser: Browser;
/** of another person */
let other: Browser | null = null;
let page: Page;

/** The runbooks as they are, but for two clusters in which they may run as well: one is told who asks, one is not. */
function withClusters(): NodeJS.ProcessEnv {
  const kubeconfig = { file: standIn.kubeconfig({ tokenFile: standIn.write('token', token) }) };
  const cluster = (impersonate: object | null) => ({ 'usdfdev-prompt-processing': { kubeconfig, namespaces: ['prompt-redis'], impersonate } });
  const rules = [{ name: 'look', decide: 'allow', effects: ['read'], roles: ['operator'] }];
  const environments = {
    practice: { title: 'Practice', level: 'contained', targets: 'all', rules: [{ name: 'practise', decide: 'allow', effects: ['read', 'change', 'destroy'] }] },
    told: { title: 'Told', level: 'limited', targets: ['dev'], kubernetes: cluster({ prefix: 'handrail:', groups: 'provider' }), rules },
    shared: { title: 'Shared', level: 'limited', targets: ['dev'], kubernetes: cluster(null), rules },
  };
  const opened = { ...catalog, runbooks: catalog.runbooks.map((one) => (one.id === 'prompt-redis' ? { ...one, environments: Object.keys(environments) } : one)) };
  return { HANDRAIL_ENVIRONMENTS: standIn.write('environments.yaml', JSON.stringify({ environments })), HANDRAIL_CATALOG: standIn.write('catalog.json', JSON.stringify(opened)) };
}

before(async () => {
  standIn = await StandIn.start();
  standIn.tokens.add(token);
  [handrail, browser] = await Promise.all([Handrail.start(withClusters()), Browser.start()]);
});
after(async () => {
  await other?.[Symbol.asyncDispose]();
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
  await standIn.close();
});

const restarting = '/runbooks/prompt-redis?env=practice#restarting-redis';
const pods = (on: Page) => on.locator('[data-panel=Pods]').filter({ hasText: 'Pods in prompt-redis' });

/** CSS pixels; of the panels of a page, in order, at each width. */
const widths = [360, 1280];
const heights: number[][] = [];
async function heightsAt(on: Page, width: number): Promise<number[]> {
  await on.setViewportSize({ width, height: 900 });
  return await on.evaluate(`Array.from(document.querySelectorAll('[data-panel]'), (box) => box.offsetHeight)`);
}

const isGone = (text: string): boolean => /0\/1|Terminating|ContainerCreating|There are no pods/.test(text);

/** The lines of a record that say something of panels. */
function recorded(name: RegExp, what: (line: Record<string, unknown>) => boolean): Record<string, unknown>[] {
  const folder = join(handrail.data, 'audit');
  return readdirSync(folder).filter((file) => name.test(file) && file.endsWith('.jsonl')).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as { event: Record<string, unknown> }).map((line) => line.event ?? line).filter(what);
}

test('whoever is not logged in reads what there would be, and the command for it', async () => {
  page = await browser.open(handrail.origin + restarting);
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /Log in to see this live here\. In a terminal: kubectl get pods -n prompt-redis/);
  assert.equal(await pods(page).locator('table').count(), 0);
  for (const width of widths) heights.push(await heightsAt(page, width));
});

test('a pod that a step deletes is seen to go, and its successor to come', async () => {
  await page.goto(handrail.loginLink);
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
  await page.goto(handrail.origin + restarting);
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /prompt-redis-0 1\/1 ✓ ?Running 0/);
  const seen: string[] = [];
  await page.exposeFunction('noteState', (text: string) => { seen.push(text); });
  await page.evaluate(`for (const box of document.querySelectorAll('[data-panel=Pods]')) {
    if (box.textContent.includes('Pods in prompt-redis')) new MutationObserver(() => { noteState(box.textContent); }).observe(box, { subtree: true, childList: true, characterData: true });
  }`);
  const client = await browser.client(page);
  const { run } = await client.finish('prompt-redis#restart', { TARGET: 'dev' });
  assert.equal(run.asExpected, true, JSON.stringify(run));
  for (const until = Date.now() + 20_000; !seen.some(isGone) && Date.now() < until;) await page.waitForTimeout(50);
  assert.ok(seen.some(isGone), seen.join('\n'));
  await says(pods(page), /prompt-redis-0 1\/1 ✓ ?Running 0/);
});

test('a second page of the same person is the same watch; each is on record, and is asked for once', async () => {
  const second = await browser.open(handrail.origin + restarting);
  await pods(second).scrollIntoViewIfNeeded();
  await says(pods(second), /prompt-redis-0 1\/1 ✓ ?Running/);
  const opened = recorded(/^server/, ({ kind, what }) => kind === 'panel-opened' && what === 'Pods prompt-redis');
  assert.ok(opened.length >= 2, JSON.stringify(opened));
  const ids = opened.filter(({ shared }) => shared === false).map(({ watch }) => watch);
  assert.equal(ids.length, 1);
  assert.equal(opened.at(-1)?.['shared'], true);
  const asked = recorded(/^runner/, ({ verb, resource, namespace, run }) => verb === 'watch' && resource === 'pods' && namespace === 'prompt-redis' && opened.some(({ watch }) => watch === run));
  assert.ok(asked.length >= 1 && asked.every(({ run, person, effect }) => run === ids[0] && person === 'operator' && effect === 'read'), JSON.stringify(asked));
  await second.close();
});

test('a group of a stream in a pod is followed too, for the instrument that is chosen, by one program in the pod', async () => {
  const group = page.locator('[data-panel=RedisGroup]');
  await group.scrollIntoViewIfNeeded();
  await says(group, /Group lsstcam_consumer_group of the stream instrument:lsstcam In the stream \d+ .*Consumers \d+/);
  const first = await group.innerText();
  for (const until = Date.now() + 30_000; await group.innerText() === first && Date.now() < until;) await page.waitForTimeout(100);
  assert.notEqual(await group.innerText(), first, 'it is told again');
  const watches = recorded(/^server/, ({ kind, what }) => kind === 'panel-opened' && String(what).startsWith('RedisGroup')).map(({ watch }) => watch);
  const asked = recorded(/^runner/, ({ run, verb }) => watches.includes(run) && verb === 'exec');
  assert.deepEqual(asked.map(({ effect, allowed }) => [effect, allowed]), [['read', true]], 'however long it is looked at, it is one line of the record');
  assert.match(String(asked[0]?.['path']), /command=-r&command=150&command=-i&command=2&command=XINFO/);
});

test('rows come and go in a place that was kept for them, whatever the width; a table is sorted by keyboard', async () => {
  for (const [at, width] of widths.entries()) {
    await page.setViewportSize({ width, height: 900 });
    for (const box of await page.locator('[data-panel]').all()) {
      await box.scrollIntoViewIfNeeded();
      await box.getByRole('table').waitFor();
    }
    assert.deepEqual(await heightsAt(page, width), heights[at], `${width} px`);
  }
  const box = page.locator('[data-panel=Pods]').last();
  const names = async (): Promise<string[]> => await box.getByRole('rowheader').allInnerTexts();
  assert.ok((await names()).length > 1);
  const head = box.getByRole('columnheader', { name: 'Pod' });
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const [rising] = [await names()];
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  // Pods of that namespace come and go by themselves.
  const [first, last] = [(await names())[0] ?? '', rising[0] ?? ''];
  assert.ok(new Intl.Collator('en', { numeric: true }).compare(first, last) > 0, `${first} before ${last}`);
});

test('ages are those that kubectl prints in a step, also in a world whose time was moved on; a world begun anew is found again', async () => {
  const client = await browser.client(page);
  assert.equal((await client.post('/api/practice/clock', { pass: 3 * 3_600_000, in: 3_000 })).status, 200);
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /Running 0 (3h|18\dm)\b/);
  const age = async (): Promise<string> => await pods(page).getByRole('cell').last().innerText();
  const before = await age();
  const { output } = await client.finish('prompt-redis#pods', { TARGET: 'dev' });
  const printed = /^prompt-redis-0 .* (\S+)\s*$/m.exec(output)?.[1];
  // A minute may end between the one and the other.
  for (const until = Date.now() + 30_000; before !== printed && await age() !== printed; await page.waitForTimeout(100)) {
    assert.ok(Date.now() < until, `${printed} in the step, ${before} in the panel before, ${await age()} now`);
  }
  assert.ok((await client.post('/api/practice/reset', {})).ok);
  await says(pods(page), /^(?!.*As of).*prompt-redis-0 1\/1 ✓ ?Running 0 \d+s/, 60);
});

test('while the server is away, what was seen stays, with its time; and goes on when it is back', async () => {
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /Running/);
  await handrail.endServer();
  await says(pods(page), /prompt-redis-0 .*Running.*As of \d.*The connection to Handrail is broken/);
  await handrail.startServer();
  await says(pods(page), /^(?!.*As of).*Running/);
  assert.deepEqual(browser.complaints.filter((text) => !/WebSocket|Failed to load resource|ERR_CONNECTION/.test(text)), []);
});

/** The site was built for practice alone: what a page follows from here on, it follows there. */
async function follow(on: Page, environment: string): Promise<void> {
  const [practice, there] = ['practice', environment].map((name) => JSON.stringify(JSON.stringify({ environment: name })).slice(2, -2));
  await on.routeWebSocket(/\/api\/stream$/, (route) => {
    const server = route.connectToServer();
    route.onMessage((message) => { server.send(typeof message === 'string' ? message.replaceAll(practice ?? '', there ?? '') : message); });
    server.onMessage((message) => { route.send(typeof message === 'string' ? message.replaceAll(there ?? '', practice ?? '') : message); });
  });
  // The same address again would be no new page.
  await on.goto('about:blank');
  await on.goto(handrail.origin + restarting);
  await pods(on).scrollIntoViewIfNeeded();
}

const ownWatches = (): unknown[] => recorded(/^runner/, ({ environment, verb }) => environment !== 'practice' && verb === 'watch').map(({ environment, person }) => `${String(environment)} ${String(person)}`);
const stubborn = 'trap : TERM; while :; do sleep 0.2; done';

test('two persons look at one watch where the cluster cannot tell them apart, and never at each other’s where it can', async () => {
  const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'operator' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'handrail:operator' }] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'canary-pod', namespace: 'prompt-redis' }, spec: { containers: [{ name: 'web', image: 'busybox', command: ['sh', '-c', stubborn] }] } };
  standIn.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prompt-redis' } }, binding, pod] as never);
  const client = await browser.client(page);
  const { link } = await (await client.post('/api/invites', { name: 'ben', roles: ['operator'] })).json() as { link: string };
  other = await Browser.start();
  const ben = await other.open(link);
  await ben.waitForURL((url) => !url.pathname.startsWith('/login'));
  await follow(page, 'shared');
  await says(pods(page), /canary-pod 1\/1 ✓ ?Running/);
  await follow(ben, 'shared');
  await says(pods(ben), /canary-pod 1\/1 ✓ ?Running/);
  assert.deepEqual(ownWatches(), ['shared operator'], 'one watch for both');
  await Promise.all([page, ben].map((one) => one.unrouteAll()));
  const [anns, bens] = [await browser.open('about:blank'), await other.open('about:blank')];
  await follow(anns, 'told');
  await says(pods(anns), /canary-pod 1\/1 ✓ ?Running/);
  await follow(bens, 'told');
  await says(pods(bens), /pods is forbidden: User "handrail:ben" cannot list/);
  assert.doesNotMatch(await pods(bens).innerText(), /canary/);
  await Promise.all([anns, bens].map((one) => one.close()));
});

test('who may no longer look sees nothing more, and is told; the others’ panel goes on, and so does theirs when they may again', async () => {
  const ben = other?.context.pages().at(-1);
  assert.ok(ben !== undefined);
  const client = await browser.client(page);
  await says(pods(ben), /canary-pod/);
  assert.ok((await client.post('/api/people/ben/roles', { roles: ['viewer'] })).ok);
  await says(pods(ben), /^(?!.*canary).*This takes the right to/);
  await says(pods(page), /^(?!.*As of).*canary-pod/);
  assert.ok((await client.post('/api/people/ben/roles', { roles: ['operator'] })).ok);
  await says(pods(ben), /canary-pod/);
});

test('who logs out in another tab sees nothing more', async () => {
  const ben = other?.context.pages().at(-1);
  assert.ok(ben !== undefined);
  await ben.evaluate(`fetch('/api/logout', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Handrail': '1' }, body: '{}' }).then((answer) => answer.text())`);
  await says(pods(ben), /^(?!.*canary).*Log in to see this live here/);
});

test('on paper there is the command, and no table of what was', async () => {
  await page.emulateMedia({ media: 'print' });
  await says(pods(page), /Pods in prompt-redis Look how it is now\. In a terminal: kubectl get pods -n prompt-redis/);
  assert.equal(await pods(page).locator('table').isVisible(), false);
});
