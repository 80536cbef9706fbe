import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TestServer } from '../http/test-server.ts';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  mkdirSync(join(server.folder, 'site'));
  writeFileSync(join(server.folder, 'site/404.html'), '<html>no such page');
});
after(async () => { await server[Symbol.asyncDispose](); });

const run = '01923456-789a-7000-8000-000000000000';
const robot = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';

/** Where a browser is sent, logged in or not; nothing of it can lead off the site. */
const sent: readonly [path: string, to: string][] = [
  ['/go/plain', '/runbooks/plain'],
  ['/go/plain/ping?env=dev&INSTRUMENT=hsc', '/runbooks/plain?env=dev&INSTRUMENT=hsc#step-ping'],
  ['/go/plain/p', '/runbooks/plain#p'],
  ['/go/plain/old-ping', '/runbooks/plain#step-ping'],
  ['/go/once-plain/ping', '/runbooks/plain#step-ping'],
  ['/runbooks/once-plain?env=dev', '/runbooks/plain?env=dev'],
  [`/go/run/${run}?line=3`, `/runs?run=${run}#L3`],
  [`/go/w/${run}`, `/walkthroughs?id=${run}`],
  ['/go/plain/ping?env=%0d%0aSet-Cookie:a', '/runbooks/plain?env=%0D%0ASet-Cookie%3Aa#step-ping'],
  ['/go/plain/ping?env=//evil.example&next=https://evil.example', '/runbooks/plain?env=%2F%2Fevil.example#step-ping'],
];
for (const [path, to] of sent) {
  test(`${path} leads to ${to}`, async () => {
    const { status, headers } = await server.ask('GET', path);
    assert.deepEqual([status, headers.get('location'), headers.get('cache-control')], [302, to, 'no-cache']);
    assert.equal((await server.ask('HEAD', path)).status, 302);
  });
}

/** What leads nowhere says so, in a page that holds no script. */
const gone: readonly [path: string, says: RegExp][] = [
  ['/go/plain/melt', /is no more\. Burn it instead\..*href="\/runbooks\/plain"/s],
  ['/go/plain/nothing', /has no procedure or step “nothing”/],
  ['/go/nothing', /no runbook “nothing”/],
  ['/go/a/b/c', /no link of ours/],
  ['/go/', /no link of ours/],
  ['/go//evil.example', /no link of ours/],
  ['/go/%2F%2Fevil.example', /no runbook “\ufffd\ufffdevil\.example”/],
  ['/go/plain/%3Cscript%3Ealert(1)%3C%2Fscript%3E', /“\ufffdscript\ufffdalert/],
];
for (const [path, says] of gone) {
  test(`${path} says that it leads nowhere`, async () => {
    const { status, text, headers } = await server.ask('GET', path);
    assert.equal(status, 404);
    assert.match(text, says);
    assert.doesNotMatch(text, /<script/i);
    assert.match(headers.get('content-security-policy') ?? '', /script-src [^;']*;/);
  });
}

test('a program that looks links up is told what is public, and nothing of a run', async () => {
  const ask = async (path: string) => await server.ask('GET', path, { headers: { 'user-agent': robot } });
  const { status, text, headers } = await ask('/go/plain/burn?env=dev');
  assert.equal(status, 200);
  assert.equal(headers.get('vary')?.toLowerCase().includes('user-agent'), true);
  assert.match(text, /property="og:title" content="[^"]*Plain"/);
  assert.match(text, /og:description" content="Destroys something\. Service: plain\./);
  assert.match(text, new RegExp(`og:url" content="${server.origin}/go/plain/burn\\?env=dev"`));
  const real = await server.run('plain', 'ping', { as: 'ada' });
  assert.doesNotMatch((await ask(`/go/run/${real.id}`)).text, /ada|ping|Plain/);
  assert.equal((await ask('/go/plain/nothing')).status, 404);
});

test('opening a link runs nothing, asks for nobody and changes nothing', async () => {
  const before = server.audit();
  for (const path of ['/go/plain/burn?env=dev', `/go/run/${run}`]) await server.ask('GET', path, { as: 'ada' });
  assert.equal((await server.ask('POST', '/go/plain/burn', { as: 'ada' })).status, 404);
  assert.equal(server.audit(), before);
});

test('a runbook that is there goes by its page; one that never was is a page that is missing', async () => {
  assert.equal((await server.ask('GET', '/runbooks/plain')).status, 404, 'no page was built for it');
  assert.match((await server.ask('GET', '/runbooks/nothing')).text, /no such page/);
});
