/** Single sign-on as a browser does it: cookies, redirects between two sites, the content policy, and what the page says. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readRoleMap } from '../../server/config/oidc.ts';
import { TestServer } from '../../server/http/test-server.ts';
import { TrialProvider } from '../../server/http/trial-provider.ts';
import { root } from '../handrail.ts';
import { Browser } from './browser.ts';

let provider: TrialProvider;
let server: TestServer;
let browser: Browser;
before(async () => {
  provider = await TrialProvider.start('localhost');
  server = await TestServer.start({
    environment: { TRIAL_SECRET: 'secret' },
    web: () => ({
      oidc: {
        issuer: provider.origin, client: 'handrail', secret: { env: 'TRIAL_SECRET' }, name: 'Example', scopes: 'openid profile', claim: 'groups',
        roles: readRoleMap('sre=operator'), sessionMs: 3_600_000,
      },
    }),
  });
  await provider.know('handrail', 'secret', server.origin);
  provider.accounts.set('u-1', { name: 'Ada Lovelace', groups: ['sre'] });
  provider.accounts.set('u-2', { name: 'Stranger', groups: [] });
  symlinkSync(join(root, 'build/site'), join(server.folder, 'site'));
  browser = await Browser.start();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

test('one presses the button, is sent to the provider and back, and is logged in; logging out goes there too', async () => {
  provider.person = 'u-1';
  const page = await browser.open(`${server.origin}/login?to=/runbooks/prompt-redis`);
  await page.getByRole('button', { name: 'Log in with Example' }).press('Enter');
  await page.waitForURL(`${server.origin}/runbooks/prompt-redis`);
  const name = (await page.evaluate('fetch("/api/session").then((answer) => answer.json()).then(({ person }) => person.name)')) as string;
  assert.equal(name, 'Ada Lovelace');
  const cookies = await browser.context.cookies(server.origin);
  assert.deepEqual(cookies.map((cookie) => [cookie.name, cookie.httpOnly, cookie.sameSite]).filter(([each]) => String(each).startsWith('handrail')), [[`handrail_${server.port}`, true, 'Strict']]);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL((url) => url.origin === provider.origin && url.pathname === '/session/end');
  assert.equal((await browser.context.cookies(server.origin)).filter(({ name: each }) => each.startsWith('handrail')).length, 0);
  await page.close();
});

test('who is not let in reads why, and a link of somebody else’s says nothing of its own', async () => {
  provider.person = 'u-2';
  await browser.context.clearCookies();
  const page = await browser.open(`${server.origin}/login`);
  await page.getByRole('button', { name: 'Log in with Example' }).click();
  await page.waitForURL(`${server.origin}/login?refused=sign-on-no-role`);
  await page.getByRole('alert').filter({ hasText: 'Example knows you, but none of your groups gives you a role here.' }).waitFor();
  await page.goto(`${server.origin}/login?refused=Your+password+is+needed+at+evil.example`);
  await page.getByRole('button', { name: 'Log in with Example' }).waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /evil/);
  await page.close();
});

test('the content policy had nothing to complain of', () => {
  assert.deepEqual(browser.complaints.filter((complaint) => !/status of 40[0-9]/.test(complaint)), []);
});
