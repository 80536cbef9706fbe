/**
 * wetty (https://github.com/butlerx/wetty), installed from npm into a folder of the benchmark's own. It brings no binary of
 * its terminal for Linux, so the one we use stands in for it: the same code, built. Its sockets speak Engine.IO 4 and
 * Socket.IO 5 (https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/).
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { freePort, pause, root } from '../../../test/handrail.ts';
import { Inbox, type NotThere, type Peer, type Session } from '../peer.ts';
import { begin, wrapper } from './wrapped.ts';

const version = '3.2.0';
const name = `wetty ${version}`;
const folder = join(root, 'node_modules/.cache/bench-wetty');
/** Its page commits what it has drawn this often, in characters: `FlowControlClient` of its client. */
const commitEvery = 262_144;

/** Takes the folder to run commands in; starts wetty on a free port of loopback, installing it the first time. */
export async function openWetty(place: string): Promise<Peer | NotThere> {
  const why = install() ?? (process.getuid?.() === 0 ? null : 'without root it runs commands through ssh only');
  if (why !== null) return { name, why };
  const port = await freePort();
  const server = spawn(process.execPath, [
    join(folder, 'node_modules/wetty/build/main.js'), '--host', '127.0.0.1', '--port', String(port), '--base', '/', '--command', wrapper, '--log-level', 'error',
  ], { cwd: place, stdio: 'ignore', env: { PATH: '/usr/bin:/bin', HOME: '/tmp', TERM: 'xterm-256color', LANG: 'C.UTF-8', NODE_ENV: 'production' } });
  for (let tries = 0; !await answers(port); tries += 1) {
    if (tries > 200 || server.exitCode !== null) {
      server.kill();
      return { name, why: 'it does not start here' };
    }
    await pause(50);
  }
  return {
    name,
    pids: [server.pid ?? 0],
    open: async (task) => begin(await connect(port), task),
    connect: () => connect(port),
    close: () => { server.kill('SIGKILL'); },
  };
}

/** Gives why it cannot be had, or null. */
function install(): string | null {
  if (existsSync(join(folder, 'node_modules/wetty/package.json'))) return null;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { wetty: version }, overrides: { 'node-pty': 'npm:@lydell/node-pty@1.1.0' } }));
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'ignore', timeout: 120_000 });
    return null;
  } catch {
    return 'npm could not install it';
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
}

/** Opens a socket of its; gives it once the terminal is there. */
async function connect(port: number): Promise<Session> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  const inbox = new Inbox();
  let taken = 0;
  const emit = (...event: unknown[]) => { if (socket.readyState === WebSocket.OPEN) socket.send(`42${JSON.stringify(event)}`); };
  await new Promise<void>((begun, failed) => {
    socket.once('error', failed);
    socket.on('message', (message: Buffer) => {
      const text = message.toString();
      if (text.startsWith('0')) socket.send('40');
      else if (text === '2') socket.send('3');
      if (!text.startsWith('42')) return;
      const [event, data] = JSON.parse(text.slice(2)) as [string, string];
      if (event === 'login') begun();
      if (event !== 'data') return;
      inbox.put(Buffer.from(data));
      taken += data.length;
      if (taken < commitEvery) return;
      emit('commit', taken);
      taken = 0;
    });
  });
  return { type: (text) => { emit('input', text); }, listen: (take) => { inbox.listen(take); }, close: () => { socket.close(); } };
}
