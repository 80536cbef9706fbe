/** terminado (https://github.com/jupyter/terminado), Debian's python3-terminado: the terminals of Jupyter. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { Inbox, type NotThere, type Peer, type Session } from '../peer.ts';
import { begin, wrapper } from './wrapped.ts';

const python = '/usr/bin/python3';

/** Takes the folder to run commands in; starts terminado on a free port of loopback. */
export async function openTerminado(folder: string): Promise<Peer | NotThere> {
  const found = spawnSync(python, ['-c', 'import terminado; print(terminado.__version__)'], { encoding: 'utf8' });
  if (found.status !== 0) return { name: 'terminado', why: 'apt-get install python3-terminado brings it' };
  const server = spawn(python, [join(import.meta.dirname, 'terminado-app.py'), wrapper], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' } });
  const port = await new Promise<number>((told, failed) => {
    server.stdout.once('data', (line: Buffer) => { told(Number(line.toString())); });
    server.once('exit', () => { failed(new Error('terminado does not start')); });
  });
  return {
    name: `terminado ${found.stdout.trim()}`,
    pids: [server.pid ?? 0],
    open: async (task) => begin(await connect(port), task),
    connect: () => connect(port),
    close: () => { server.kill('SIGKILL'); },
  };
}

async function connect(port: number): Promise<Session> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { perMessageDeflate: false, origin: `http://127.0.0.1:${port}` });
  const inbox = new Inbox();
  socket.on('message', (message: Buffer) => {
    const [kind, data] = JSON.parse(message.toString()) as [string, string];
    if (kind === 'stdout') inbox.put(Buffer.from(data));
  });
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  return { type: (text) => { socket.send(JSON.stringify(['stdin', text])); }, listen: (take) => { inbox.listen(take); }, close: () => { socket.close(); } };
}
