import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Junction, openJunction, wayOf } from './junction.ts';

test('the first words decide the way, as soon as they can', () => {
  const table: [beginning: string, way: 'api' | 'proxy' | null][] = [
    ['GET /api HTTP/1.1', 'api'], ['G', null], ['GET', null], ['GET ', null], ['GET /', 'api'], ['POST /contexts/', 'api'],
    ['CONNECT github.com:443', 'proxy'], ['CONNECT', null], ['CONNECT ', 'proxy'], ['CONNECT /x', 'proxy'], ['GET http://github.com/', 'proxy'], ['GET h', 'proxy'], ['OPTIONS *', 'proxy'],
    ['', null], ['\x16\x03\x01', 'api'], ['get /', 'api'], [' GET', 'api'], ['A'.repeat(40), 'api'],
  ];
  for (const [beginning, way] of table) assert.equal(wayOf(beginning), way, beginning);
});

const folder = mkdtempSync('/tmp/hr-junction-');
const far: Server[] = [];
let junction: Junction;
/** Says who it is and gives back what it was sent, once that has ended. */
const speaker = (name: string): Server => createServer({ allowHalfOpen: true }, (socket) => {
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => { chunks.push(chunk); });
  socket.on('end', () => { socket.end(`${name} ${Buffer.concat(chunks).toString()}`); });
}).listen(join(folder, name));

before(async () => {
  far.push(speaker('api'), speaker('proxy'));
  junction = await openJunction({ socket: join(folder, 'door'), api: join(folder, 'api'), proxy: join(folder, 'proxy') });
});
after(() => {
  junction.close();
  for (const server of far) server.close();
  rmSync(folder, { recursive: true });
});

function knock(): Socket {
  return connect({ path: join(folder, 'door'), allowHalfOpen: true }).on('error', () => undefined);
}

async function told(pieces: readonly string[]): Promise<string> {
  const socket = knock();
  let text = '';
  socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  socket.end();
  await closed;
  return text;
}

test('a whole connection goes one way, however it comes in pieces, and nothing later in it turns it', async () => {
  assert.equal(statSync(join(folder, 'door')).mode & 0o777, 0o666);
  assert.equal(await told(['GET /a\n', 'CONNECT b:443\n', 'GET http://c/']), 'api GET /a\nCONNECT b:443\nGET http://c/');
  assert.equal(await told(['C', 'ONN', 'ECT b:443\n', 'GET /api\n']), 'proxy CONNECT b:443\nGET /api\n');
  const large = 'x'.repeat(3_000_000);
  assert.equal(await told([`GET http://c/ ${large}`]), `proxy GET http://c/ ${large}`);
});

test('who says nothing, goes early or finds nobody is let go', async () => {
  assert.equal(await told([]), '');
  assert.equal(await told(['GE']), '');
  const gone = knock();
  gone.write('GET /');
  gone.destroy();
  const nowhere = await openJunction({ socket: join(folder, 'other'), api: join(folder, 'nothing'), proxy: join(folder, 'nothing') });
  const socket = connect(join(folder, 'other')).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('GET /');
  await closed;
  nowhere.close();
});

test('closing ends what is open', async () => {
  const own = await openJunction({ socket: join(folder, 'third'), api: join(folder, 'api'), proxy: join(folder, 'proxy') });
  const open = ['', 'GET /'].map((text) => {
    const socket = connect(join(folder, 'third')).on('error', () => undefined);
    socket.write(text);
    return new Promise((resolve) => socket.once('close', resolve));
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  own.close();
  await Promise.all(open);
});
