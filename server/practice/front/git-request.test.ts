import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backendEnvironment, readBackendHead, readGitRequest } from './git-request.ts';

test('requests of the smart protocol are read, and nothing else', () => {
  const table: [string, string, ReturnType<typeof readGitRequest>][] = [
    ['GET', '/slaclab/deploy.git/info/refs?service=git-upload-pack', { kind: 'refs', name: 'slaclab/deploy', service: 'git-upload-pack' }],
    ['GET', '/slaclab/deploy/info/refs?service=git-receive-pack', { kind: 'refs', name: 'slaclab/deploy', service: 'git-receive-pack' }],
    ['POST', '/slaclab/deploy.git/git-upload-pack', { kind: 'pack', name: 'slaclab/deploy', service: 'git-upload-pack' }],
    ['POST', '/slaclab/deploy.git/git-receive-pack', { kind: 'pack', name: 'slaclab/deploy', service: 'git-receive-pack' }],
    ['GET', '/slaclab/deploy', { kind: 'page', name: 'slaclab/deploy' }],
    ['GET', '/slaclab/deploy.git/', { kind: 'page', name: 'slaclab/deploy' }],
    ['GET', '/slaclab/deploy.git/info/refs', null],
    ['GET', '/slaclab/deploy.git/info/refs?service=git-shell', null],
    ['GET', '/slaclab/deploy.git/HEAD', null],
    ['GET', '/slaclab/deploy.git/objects/info/packs', null],
    ['GET', '/slaclab/deploy.git/git-upload-pack', null],
    ['POST', '/slaclab/deploy', null],
    ['GET', '/../deploy.git/x/info/refs?service=git-upload-pack', null],
    ['GET', '/slaclab%2f..%2fdeploy', null],
    ['GET', '/', null],
    ['GET', '/slaclab', null],
  ];
  for (const [method, url, wanted] of table) assert.deepEqual(readGitRequest(method, url), wanted, `${method} ${url}`);
});

test('of the headers only what git sends reaches the backend', () => {
  const request = { kind: 'pack', name: 'a/b', service: 'git-upload-pack' } as const;
  const environment = (headers: Parameters<typeof backendEnvironment>[1]) => backendEnvironment(request, headers, 'b.git');
  const plain = environment({ 'content-type': 'text/html', 'git-protocol': 'version=2; rm', 'content-encoding': 'br' });
  assert.deepEqual([plain['CONTENT_TYPE'], plain['GIT_PROTOCOL'], plain['HTTP_CONTENT_ENCODING']], ['application/x-git-upload-pack-request', undefined, undefined]);
  assert.equal(plain['PATH_INFO'], '/b.git/git-upload-pack');
  const full = environment({ 'git-protocol': 'version=2', 'content-encoding': 'gzip' });
  assert.deepEqual([full['GIT_PROTOCOL'], full['HTTP_CONTENT_ENCODING']], ['version=2', 'gzip']);
});

test('the backend’s head is read once it is whole', () => {
  assert.equal(readBackendHead(Buffer.from('Status: 404 Not Found\r\nExp')), null);
  assert.deepEqual(readBackendHead(Buffer.from('Status: 404 Not Found\r\nExpires: never\r\n\r\nbody')), { status: 404, headers: { Expires: 'never' }, length: 41 });
  assert.deepEqual(readBackendHead(Buffer.from('Content-Type: a: b\r\n\r\n')), { status: 200, headers: { 'Content-Type': 'a: b' }, length: 22 });
});
