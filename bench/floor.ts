/** The floor server as a process of its own, and a connection to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { WebSocket } from 'ws';

export class Floor {
  readonly #process: ChildProcess;
  readonly #port: number;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.#port = port;
  }

  /** Takes the folder its commands run in; starts it. */
  static async start(folder = '/'): Promise<Floor> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'floor-server.ts')], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const port = await new Promise<number>((told) => child.stdout.once('data', (line: Buffer) => told(Number(line.toString()))));
    return new Floor(child, port);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Opens a socket; the first message sent on it is the argv to run. */
  async connect(): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}`, { perMessageDeflate: false });
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    return socket;
  }

  [Symbol.dispose](): void {
    this.#process.stdin?.end();
    this.#process.kill();
  }
}
