/** Recordings over HTTP: files that are kept and never opened here, parts for the player, and nobody else's. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseCast } from '../../common/recording/asciicast.ts';
import { encodeMark, type Mark, markBytes } from '../../common/recording/mark.ts';
import type { Run } from '../../common/run.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
let run: Run;
const size = { cols: 80, rows: 24 };
const marks: Mark[] = [{ kind: 'size', at: 0, end: 0, size }, { kind: 'output', at: 1_000, end: 14, size }, { kind: 'end', at: 5_000_000, end: 14, size }];
before(async () => {
  server = await TestServer.start();
  run = await server.run('plain', 'ping');
  server.runner.print(run.id, '\u001b[31m<b>\u001b[0m\r\n');
  const view = new DataView(new ArrayBuffer(marks.length * markBytes));
  marks.forEach((mark, at) => { encodeMark(mark, view, at * markBytes); });
  server.runner.time(run.id, Buffer.from(view.buffer));
  server.runner.end(run.id, 'exited', 0);
});
after(async () => { await server[Symbol.asyncDispose](); });

const get = (path: string, as: 'ada' | 'bob' = 'ada') => server.ask('GET', `/api/runs/${run.id}/${path}`, { as });

test('each kind is an attachment with its type and a safe name, and held in', async () => {
  for (const [as, type, ending] of [['cast', 'application/x-asciicast', 'cast'], ['text', 'text/plain; charset=utf-8', 'txt'], ['html', 'text/html; charset=utf-8', 'html']]) {
    const { status, headers } = await get(`recording?as=${as}`);
    assert.deepEqual([status, headers.get('content-type'), headers.get('x-content-type-options')], [200, type, 'nosniff']);
    assert.match(headers.get('content-disposition') ?? '', new RegExp(`^attachment; filename="plain-ping-\\d{8}-\\d{4}\\.${ending}"$`));
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
  }
});

test('what is in them is the run', async () => {
  const { events } = parseCast((await get('recording?as=cast')).text);
  assert.deepEqual(events, [{ at: 1_000, code: 'o', data: '\u001b[31m<b>\u001b[0m\r\n' }, { at: 5_000_000, code: 'x', data: '0' }]);
  assert.equal((await get('recording?as=text')).text, '<b>\n');
  assert.match((await get('recording?as=html')).text, /<span class="c1">&#60;b&#62;<\/span>/);
});

test('the player is told where to begin, and gets marks in parts', async () => {
  const { body } = await get('moment?at=2000000');
  assert.deepEqual(body.moment, { length: 5_000_000, end: 14, timed: true, from: { offset: 0, alternate: false, mark: 0, size } });
  const { headers, text } = await get('timing?from=2');
  assert.deepEqual([headers.get('content-length'), text.charCodeAt(0)], ['16', 3]);
  assert.equal((await get('timing?from=3')).headers.get('content-length'), '0');
});

test('another’s recording and one that is not there are refused alike; so is what nobody asked for', async () => {
  for (const path of ['recording?as=cast', 'recording?as=text', 'recording?as=html', 'moment', 'timing']) {
    assert.equal((await get(path, 'bob')).body.error?.code, 'not-yours', path);
    assert.equal((await server.ask('GET', `/api/runs/01923456-789a-7000-8000-000000000000/${path}`, { as: 'ada' })).body.error?.code, 'not-yours');
  }
  for (const path of ['recording', 'recording?as=exe', 'recording?as=cast&as=text', 'recording?as=cast&x=1', 'moment?at=-1', 'moment?at=1e9', 'timing?from=x', 'timing?from=9999999999999999']) {
    assert.equal((await get(path)).status, 400, path);
  }
});

test('who a run is shared with gets its recording, as long as it is shared', async () => {
  const share = (shared: boolean) => server.ask('POST', `/api/runs/${run.id}/share`, { as: 'ada', body: { shared } });
  assert.equal((await share(true)).status, 200);
  assert.match((await get('recording?as=cast', 'bob')).text, /"x", "0"/);
  assert.equal((await get('moment', 'bob')).status, 200);
  assert.equal((await share(false)).status, 200);
  for (const path of ['recording?as=cast', 'moment', 'timing']) assert.equal((await get(path, 'bob')).body.error?.code, 'not-yours');
});

test('a runner that keeps no times gives a recording all the same', async () => {
  const other = await server.run('plain', 'ping');
  server.runner.print(other.id, 'hi');
  server.runner.end(other.id, 'lost', null);
  const { text } = await server.ask('GET', `/api/runs/${other.id}/recording?as=cast`, { as: 'ada' });
  assert.deepEqual(parseCast(text).events.map(({ code, data }) => [code, data]), [['o', 'hi'], ['m', 'It was lost: how it ended is not known.']]);
});
