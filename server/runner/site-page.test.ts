import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetchPage, longestPage } from './site-page.ts';

test('a page is asked for by its whole address, and one that is too big is refused', async () => {
  const folder = mkdtempSync('/tmp/hs-');
  const socket = join(folder, 'front');
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/big') === true) response.end('x'.repeat(longestPage + 1));
    else response.writeHead(404).end(`<p>${request.url ?? ''} at ${request.headers.host ?? ''}</p>`);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    assert.deepEqual(await fetchPage(socket, 'http://a.example/kafdrop/'), { status: 404, html: '<p>http://a.example/kafdrop/ at a.example</p>' });
    await assert.rejects(fetchPage(socket, 'http://a.example/big'), /too big/);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
});
