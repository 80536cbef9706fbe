/** Long outputs over HTTP: whose they are, what may be asked, and that nothing of them is ever a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePart } from '../../common/log/part.ts';
import { TestServer } from './test-server.ts';

test('a log is read and searched by whose run it is, in what can be answered', async () => {
  await using server = await TestServer.start();
  const { id } = await server.run('plain', 'ping');
  server.runner.print(id, '<script>one</script>\n');
  const read = (query: string, as: 'ada' | 'bob' = 'ada') => server.ask('GET', `/api/runs/${id}/log${query}`, { as });
  const search = (body: object, as: 'ada' | 'bob' = 'ada') => server.ask('POST', `/api/runs/${id}/search`, { as, body });
  const part = await read('?row=0&rows=5');
  assert.equal(Buffer.from(decodePart(Buffer.from(part.text)).bytes).toString(), '<script>one</script>\n');
  assert.match(`${part.headers.get('content-type')} ${part.headers.get('x-content-type-options')} ${part.headers.get('content-security-policy')}`, /^application\/octet-stream nosniff default-src 'none'.*sandbox/);
  const wanted = { wanted: 'one', capitals: true, from: 0, back: false, most: 10 };
  assert.deepEqual((await search(wanted)).body.rows, [{ row: 0, line: 1 }]);
  for (const answer of [await read('', 'bob'), await search(wanted, 'bob')]) assert.equal(answer.body.error?.code, 'not-yours');
  for (const query of ['?row=1&line=1', '?row=-1', '?line=0', '?rows=129', '?row=1e3', '?other=1', '?now=1', '?row=1&row=2']) {
    assert.equal((await read(query)).body.error?.code, 'bad-message', query);
  }
  for (const wrong of [{ wanted: '' }, { wanted: 'x'.repeat(201) }, { wanted: 'a\nb' }, { from: -1 }, { most: 1001 }, { capitals: 'no' }, { extra: 1 }]) {
    assert.equal((await search({ ...wanted, ...wrong })).body.error?.code, 'bad-message', JSON.stringify(wrong));
  }
});
