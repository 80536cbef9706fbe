/**
 * The floor: the least a web terminal can be. A WebSocket, a pseudo-terminal, nothing between: no journal, no policy, no
 * record. Started as a process of its own, as our server is. A connection to `/<json array>` runs that argv and sends its bytes.
 */
import { spawn } from '@lydell/node-pty';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`);
});
server.on('connection', (socket) => {
  socket.once('message', (argv: Buffer) => {
    const [file = '', ...rest] = JSON.parse(argv.toString()) as string[];
    const terminal = spawn(file, rest, { cols: 100, rows: 30, encoding: null, env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' } });
    terminal.onData((bytes) => { socket.send(bytes); });
    socket.on('message', (keys: Buffer) => { terminal.write(keys.toString()); });
    socket.on('close', () => { terminal.kill('SIGKILL'); });
    terminal.onExit(() => { socket.close(); });
  });
});
process.stdin.resume().on('end', () => process.exit());
