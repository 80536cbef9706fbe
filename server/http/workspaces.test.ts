/** The files of one's own workspace over HTTP, the runner in memory: who may do what where, what is recorded, how a file is sent. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { type FilesAsk, mostEditedBytes } from '../../common/workspace-files.ts';
import { bytesOfText, idOfPath } from '../../common/workspace-path.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
let asked: [person: string, environment: string, ask: FilesAsk][];
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });
beforeEach(() => {
  asked = [];
  server.runner.workspace = (person, environment, ask) => {
    asked.push([person, environment, ask]);
    return null;
  };
});

const id = (path: string) => idOfPath(bytesOfText(path));
const digest = 'a'.repeat(64);
const content = Buffer.from('secret text').toString('base64');
const places: [how: string, query: string, at: string][] = [
  ['by what a person wrote', 'path=jobs%2Fjob.yaml', id('jobs/job.yaml')],
  ['by an id', `at=${id('jobs/job.yaml')}`, id('jobs/job.yaml')],
  ['by a folder’s id and a name', `at=${id('jobs')}&path=zażółć`, id('jobs/zażółć')],
];
for (const [how, query, at] of places) {
  test(`a place is named ${how}, in the workspace of whoever asks`, async () => {
    for (const as of ['ada', 'bob'] as const) {
      asked = [];
      assert.equal((await server.ask('GET', `/api/workspaces/dev/file?${query}`, { as })).status, 200);
      assert.deepEqual(asked, [[as, 'dev', { act: 'read', at }]]);
    }
  });
}

const refused: [what: string, path: string, code: string][] = [
  ['steps upwards', 'practice/file?path=..%2Fother', 'bad-message'], ['steps upwards within', 'practice/file?path=a%2F..%2F..%2Fb', 'bad-message'],
  ['an absolute path', 'practice/file?path=%2Fetc%2Fpasswd', 'bad-message'], ['NUL', 'practice/file?path=a%00b', 'bad-message'],
  ['an id of steps upwards', `practice/file?at=${idOfPath('..')}`, 'bad-message'], ['an id that is none', 'practice/file?at=YR', 'bad-message'],
  ['a name longer than any', `practice/file?path=${'x'.repeat(300)}`, 'bad-message'], ['nothing', 'practice/file', 'bad-message'],
  ['a person', 'practice/file?path=a&person=bob', 'bad-message'], ['two paths', 'practice/file?path=a&path=b', 'bad-message'],
  ['an environment that is none', 'nowhere/file?path=a', 'unknown-environment'], ['an environment that climbs', '..%2Fpractice/file?path=a', 'unknown-environment'],
  ['an environment of a prototype', '__proto__/files', 'unknown-environment'], ['a listing after nothing in it', 'practice/files?after=..', 'bad-message'],
];
for (const [what, path, code] of refused) {
  test(`${what} is refused before the runner hears of it`, async () => {
    const answer = await server.ask('GET', `/api/workspaces/${path}`, { as: 'ada' });
    assert.equal(answer.body.error?.code, code);
    assert.deepEqual(asked, []);
  });
}

const changes: [what: string, path: string, body: object, act: string, event: RegExp][] = [
  ['saving', 'file', { path: 'a', base: digest, content }, 'write', /"kind":"file-saved","by":"ada","environment":"practice","path":"a","before":"a{64}","after":"[0-9a-f]{64}","size":11/],
  ['making a folder', 'folder', { path: 'b' }, 'make-folder', /"kind":"folder-made","by":"ada","environment":"practice","path":"b"/],
  ['removing', 'remove', { at: idOfPath('c\n') }, 'remove', /"kind":"file-removed","by":"ada","environment":"practice","path":"c⟦U\+000A⟧"/],
];
for (const [what, path, body, act, event] of changes) {
  test(`${what} is recorded before it is done, without content, and not done when it cannot be recorded`, async () => {
    const send = async () => await server.ask('POST', `/api/workspaces/practice/${path}`, { as: 'ada', body });
    server.auditWorks = false;
    assert.equal((await send()).body.error?.code, 'audit-failed');
    assert.equal(asked.length, 0);
    server.auditWorks = true;
    assert.equal((await send()).status, 200);
    assert.deepEqual(asked.map(([person, environment, ask]) => [person, environment, ask.act]), [['ada', 'practice', act]]);
    assert.match(server.audit(), event);
    assert.ok(!server.audit().includes(content) && !server.audit().includes('secret text'));
    server.runner.workspace = () => { throw new HandrailError('file-changed', { path: 'a', base: digest, now: '' }); };
    assert.equal((await send()).body.error?.code, 'file-changed');
    assert.match(server.audit().trim().split('\n').at(-1) ?? '', /"kind":"file-left","by":"ada","environment":"practice","path":"[^"]+","code":"file-changed"/);
  });
}

test('a file as large as is edited can be saved, a larger one is refused whole', async () => {
  const save = async (size: number) => await server.ask('POST', '/api/workspaces/practice/file', { as: 'ada', body: { path: 'big', base: null, content: Buffer.alloc(size, 'x').toString('base64') } });
  assert.equal((await save(mostEditedBytes)).status, 200);
  asked = [];
  for (const size of [mostEditedBytes + 1, mostEditedBytes * 2]) assert.equal((await save(size)).body.error?.code, 'message-too-big');
  assert.deepEqual(asked, []);
});

/** Takes what a download is said to be and its pieces; an error breaks it off. */
function offer(download: object, pieces: (string | HandrailError)[]): void {
  server.runner.workspace = (person, environment, ask) => {
    asked.push([person, environment, ask]);
    if (ask.act === 'open') return { download: 7, ...download };
    const piece = ask.act === 'take' ? pieces.shift() ?? '' : '';
    if (piece instanceof HandrailError) throw piece;
    return Buffer.from(piece);
  };
}

test('a download is a file to keep, whatever it is called and whatever is in it', async () => {
  offer({ kind: 'file', size: 26 }, ['<script>alert(1)', '</script>\n']);
  const name = '"; evil\r\n<a>\u202e.html';
  const answer = await server.ask('GET', `/api/workspaces/practice/download?at=${idOfPath(bytesOfText(name))}`, { as: 'ada' });
  assert.equal(answer.text, '<script>alert(1)</script>\n');
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.get('content-length'), '26');
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="_; evil_U+000D__U+000A__a__U+202E_.html"');
  assert.deepEqual(asked.map(([, , { act }]) => act), ['open', 'take', 'take', 'take', 'drop']);
  offer({ kind: 'archive', size: null }, ['tar']);
  assert.equal((await server.ask('GET', '/api/workspaces/practice/download', { as: 'ada' })).headers.get('content-disposition'), 'attachment; filename=workspace-practice.tar');
});

test('a download that breaks off is seen to break off, and is let go in the runner', async () => {
  for (const [download, pieces] of [
    [{ kind: 'archive', size: null }, ['first', new HandrailError('file-refused', { why: 'gone' })]],
    [{ kind: 'file', size: 100 }, ['first', '']],
  ] as const) {
    offer(download, [...pieces]);
    await assert.rejects(server.ask('GET', '/api/workspaces/practice/download?path=a', { as: 'ada' }));
    assert.equal(asked.at(-1)?.[2].act, 'drop');
  }
});

test('a workspace tells what carries over and what runs there, to its owner', async () => {
  server.runner.workspace = () => ({ directory: '/workspace', variables: ['A'] });
  const { id: run } = await server.run('plain', 'ping');
  const look = async (as: 'ada' | 'bob') => (await server.ask('GET', '/api/workspaces/practice', { as })).body;
  for (const late = Date.now() + 30_000; (await look('ada')).running?.toString() !== 'ping' && Date.now() < late;) await new Promise((wait) => { setTimeout(wait, 10); });
  assert.deepEqual(await look('ada'), { directory: '/workspace', variables: ['A'], running: ['ping'] });
  assert.deepEqual(await look('bob'), { directory: '/workspace', variables: ['A'], running: [] });
  server.runner.end(run, 'exited', 0);
});
