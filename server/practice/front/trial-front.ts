/** For tests: a front door with the given sites, and what real programs need in their environment to go through it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../log.ts';
import { type Done, finish } from '../trial-practice.ts';
import { openCertificate } from './certificate.ts';
import { type Front, openFront } from './front.ts';
import type { Site } from './site.ts';

export class TrialFront implements AsyncDisposable {
  readonly folder: string;
  readonly front: Front;
  /** port on 127.0.0.1 that leads to the front door */
  readonly port: number;
  readonly #forwarder: Server;

  private constructor(folder: string, front: Front, forwarder: Server) {
    this.folder = folder;
    this.front = front;
    this.#forwarder = forwarder;
    this.port = (forwarder.address() as AddressInfo).port;
  }

  /** Opens one; `make` is given a folder that ends with it. */
  static async open(make: (folder: string) => readonly Site[]): Promise<TrialFront> {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-front-'));
    const certificate = await openCertificate(folder);
    writeFileSync(join(folder, 'authority'), certificate.authority);
    const front = await openFront({ socket: join(folder, 'front.sock'), certificate, sites: make(folder), log: createLog('silent', 'test') });
    const forwarder = createServer((near) => {
      const far = connect(front.socket);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve));
    return new TrialFront(folder, front, forwarder);
  }

  /** Variables as in a sandbox, and nothing of this process but its path. */
  environment(more: Record<string, string> = {}): Record<string, string> {
    const proxy = `http://127.0.0.1:${this.port}`;
    const trust = join(this.folder, 'authority');
    return {
      PATH: process.env['PATH'] ?? '', HOME: this.folder, LANG: 'C.UTF-8', GIT_TERMINAL_PROMPT: '0',
      HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1',
      SSL_CERT_FILE: trust, CURL_CA_BUNDLE: trust, GIT_SSL_CAINFO: trust, ...more,
    };
  }

  /** Starts a program with these variables. */
  begin(program: string, args: readonly string[], more: Record<string, string> = {}): ChildProcess {
    return spawn(program, args, { env: this.environment(more), cwd: this.folder });
  }

  /** Runs it to its end. */
  run(program: string, args: readonly string[], { input, ...more }: Record<string, string> = {}): Promise<Done> {
    return finish(this.begin(program, args, more), input);
  }

  /** Opens a connection of one's own, for what no real client would send. */
  async raw(): Promise<Socket> {
    const socket = connect(this.front.socket);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forwarder.close();
    await this.front.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Takes a connection and what to send; gives all that comes back until its end. */
export function exchange(socket: Socket, text: string | Buffer): Promise<string> {
  let all = '';
  socket.on('data', (chunk: Buffer) => { all += chunk.toString('latin1'); });
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(all)));
  socket.write(text);
  return ended;
}
