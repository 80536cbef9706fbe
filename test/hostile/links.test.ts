/**
 * Short links in disguise: none leads to another origin, none puts a header, an element or somebody’s words into what is answered, and
 * opening one changes nothing. Each is sent byte by byte, as a browser and as a chat that looks links up.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../../server/http/test-server.ts';
import { send } from './raw.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const run = '01890a5d-ac96-774b-bcce-b302099a8057';
/** A path, and where it leads; null where that is nowhere. */
const links: readonly (readonly [path: string, to: string | null])[] = [
  ['/go//evil.example', null],
  ['/go/%2F%2Fevil.example', null],
  ['/go/\\evil.example', null],
  ['/go/plain/%2F%2Fevil.example', null],
  ['/go/plain/../../api/runs', null],
  ['/go/plain/%2e%2e%2f%2e%2e', null],
  ['/go/%0d%0aSet-Cookie:%20a=b', null],
  ['/go/plain/%', null],
  ['/go/%ff', null],
  ['/go/__proto__', null],
  ['/go/constructor/name', null],
  ['/go/plain/toString', null],
  ['/go/plain/%3Cscript%3Ealert(1)%3C%2Fscript%3E', null],
  ['/go/plain/%E2%80%AEgnp.exe', null],
  ['/go/Log%20in%20anew%20at%20evil.example', null],
  [`/go/${'a'.repeat(8_000)}`, null],
  [`/go/run/${run}%2f..`, null],
  [`/go/w/${run}/x`, null],
  ['http://[/go/plain', null],
  ['http://evil.example/go/plain/ping', '/runbooks/plain#step-ping'],
  ['/go/plain?env=//evil.example&w=%0d%0aSet-Cookie:a=b', '/runbooks/plain?env=%2F%2Fevil.example&w=%0D%0ASet-Cookie%3Aa%3Db'],
  ['/go/plain?__proto__=1&constructor=2&to=https://evil.example', '/runbooks/plain'],
  [`/go/run/${run}?line=99999999999999999999`, `/runs?run=${run}`],
  ['/runbooks/once-plain?to=//evil.example', '/runbooks/plain?to=//evil.example'],
];

test('no link leads elsewhere or brings anything of its own', async (t) => {
  const recorded = server.audit();
  for (const [path, to] of links) {
    await t.test(path.slice(0, 60), async () => {
      for (const agent of ['Mozilla/5.0', 'Slackbot-LinkExpanding 1.0']) {
        const { status, headers, text } = await send(server.port, 'GET', path, [['user-agent', agent], ['cookie', server.cookies.ada]]);
        assert.equal(headers['set-cookie'], undefined);
        if (agent === 'Mozilla/5.0' || path.startsWith('/runbooks')) assert.deepEqual([status, headers.location], [to === null ? 404 : 302, to ?? undefined]);
        else assert.equal(headers.location, undefined);
        assert.doesNotMatch(text, /<script|[\u202e\r]|Log in anew|href="(?!\/|http:\/\/127\.0\.0\.1:)/);
      }
    });
  }
  assert.equal(server.audit(), recorded);
});
