import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnect, readTarget } from './address.ts';
import { type Site, siteFor } from './site.ts';

test('CONNECT takes a host and a port, and nothing else', () => {
  assert.deepEqual(readConnect('GitHub.com:443'), { host: 'github.com', port: 443 });
  for (const target of ['', 'github.com', ':443', 'github.com:', 'github.com:x', '[::1]:443', 'a b:443', 'user@github.com:443', 'http://github.com:443', '/github.com:443', 'a\r\nb:443', `${'a'.repeat(300)}:443`, '-:443', '__proto__:443']) {
    assert.equal(readConnect(target), null, target);
  }
});

test('in the clear a whole address is asked for, through TLS a path', () => {
  const table: [target: string, header: string | undefined, secure: boolean, asked: string | null][] = [
    ['http://GitHub.com/a?b', 'other', false, 'github.com /a?b'], ['http://github.com', undefined, false, 'github.com /'], ['http://github.com?b', undefined, false, 'github.com /?b'],
    ['http://github.com:80/a', undefined, false, 'github.com /a'], ['http://github.com:8080/a', undefined, false, null], ['https://github.com/a', undefined, false, null],
    ['/a', 'github.com', false, null], ['http://user@github.com/a', undefined, false, null], ['http://github.com\\@evil/a', undefined, false, null], ['ftp://github.com/a', undefined, false, null],
    ['*', 'github.com', false, null], ['http:///a', undefined, false, null], ['http://[::1]/a', undefined, false, null],
    ['/a', 'github.com', true, 'github.com /a'], ['/a', 'github.com:443', true, 'github.com /a'], ['/a', 'github.com:80', true, null], ['/a', undefined, true, null], ['/a', '', true, null],
    ['//evil/a', 'github.com', true, 'github.com //evil/a'], ['https://github.com/a', 'other', true, 'github.com /a'], ['http://github.com/a', 'github.com', true, null], ['*', 'github.com', true, null],
  ];
  for (const [target, header, secure, asked] of table) {
    const found = readTarget(target, header, secure);
    assert.equal(found === null ? null : `${found.host} ${found.path}`, asked, target);
  }
});

test('of two sites of one host the longer prefix answers', () => {
  const handle = () => undefined;
  const sites: Site[] = [{ hosts: ['a.test'], prefix: '/argo-cd/', handle }, { hosts: ['a.test', 'b.test'], handle }, { hosts: ['c.test'], prefix: '/x/', handle }];
  const table: [host: string, path: string, at: number][] = [
    ['a.test', '/argo-cd/api', 0], ['a.test', '/argo-cd', 0], ['a.test', '/argo-cd?x', 0], ['a.test', '/argo-cdx', 1], ['a.test', '/', 1], ['b.test', '/argo-cd/', 1], ['c.test', '/', -1], ['d.test', '/', -1],
  ];
  for (const [host, path, at] of table) assert.equal(siteFor(sites, host, path), sites[at] ?? null, `${host}${path}`);
});
