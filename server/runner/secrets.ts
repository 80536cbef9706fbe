/**
 * Credentials by reference: where one is stands in environments.yaml, what it is only here, in the runner's memory, and never
 * in a message. One line each; a newline at its end is cut.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { SecretRef } from '../config/environments/endpoints.ts';

/** What is wrong, told without the value. */
export class SecretError extends Error {}

export interface SecretsOptions {
  /** of the runner */
  variables?: NodeJS.ProcessEnv;
  /** how long a command may take, in milliseconds */
  commandMs?: number;
  /** how long what a command said is taken to hold, in milliseconds */
  keptMs?: number;
  now?(): number;
}

export interface Secrets {
  /** Takes where a credential is; gives it. Throws a `SecretError`. */
  read(ref: SecretRef): Promise<string>;
}

/** A token is a few kilobytes at most. */
const largest = 64 * 1024;
const usualCommandMs = 10_000;
/** A step opens many connections at once; a rotated credential is to count soon. */
const usualKeptMs = 30_000;

/** Gives what reads credentials. Files and variables are read each time; what a command said holds for half a minute. */
export function openSecrets({ variables = process.env, commandMs = usualCommandMs, keptMs = usualKeptMs, now = Date.now }: SecretsOptions = {}): Secrets {
  const said = new Map<string, { value: Promise<string>; until: number }>();
  const fromCommand = (command: readonly string[]): Promise<string> => {
    const key = JSON.stringify(command);
    const kept = said.get(key);
    if (kept !== undefined && kept.until > now()) return kept.value;
    const value = outputOf(command, commandMs);
    said.set(key, { value, until: now() + keptMs });
    // A mistake is not kept.
    value.catch(() => { if (said.get(key)?.value === value) said.delete(key); });
    return value;
  };
  return {
    async read(ref) {
      if ('file' in ref) return oneLine(await fileText(ref.file), ref.file);
      if ('env' in ref) {
        const value = variables[ref.env];
        if (value === undefined) throw new SecretError(`The runner has no variable ${ref.env}.`);
        return oneLine(value, `The variable ${ref.env}`);
      }
      return oneLine(await fromCommand(ref.command), `What ${nameOf(ref.command)} prints`);
    },
  };
}

function oneLine(text: string, what: string): string {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new SecretError(`${what} holds no credential: it is empty.`);
  if (value.length > largest) throw new SecretError(`${what} is longer than ${largest / 1024} KiB: that is no credential.`);
  // A line break would end a header, and begin another.
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) throw new SecretError(`${what} holds a line break or a control character: a credential is one line.`);
  return value;
}

async function fileText(path: string): Promise<string> {
  // Without waiting for anybody to write, should it be a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new SecretError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  });
  try {
    if (!(await file.stat()).isFile()) throw new SecretError(`${path} is no ordinary file.`);
    const bytes = Buffer.alloc(largest + 2);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) return bytes.toString('utf8', 0, length);
    }
  } catch (error) {
    if (error instanceof SecretError) throw error;
    throw new SecretError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  } finally {
    await file.close();
  }
}

/** Runs it with nothing of ours: no environment, no input, a process group of its own that ends with it. What it complains of is not kept: it may hold the credential. */
function outputOf(command: readonly string[], timeoutMs: number): Promise<string> {
  const [program = '', ...args] = command;
  const name = nameOf(command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    const parts: Buffer[] = [];
    let length = 0;
    const settle = (error: SecretError | null): void => {
      clearTimeout(late);
      endGroup(child);
      child.stdout.destroy();
      if (error === null) resolve(Buffer.concat(parts).toString('utf8'));
      else reject(error);
    };
    const late = setTimeout(() => { settle(new SecretError(`${name} took longer than ${timeoutMs / 1000} s.`)); }, timeoutMs);
    child.stdout.on('data', (bytes: Buffer) => {
      length += bytes.length;
      if (length > largest + 2) settle(new SecretError(`${name} prints more than ${largest / 1024} KiB: that is no credential.`));
      else parts.push(bytes);
    });
    child.once('error', (error: NodeJS.ErrnoException) => { settle(new SecretError(`${name} cannot be run (${error.code ?? 'unknown'}).`)); });
    child.once('close', (status, signal) => {
      settle(status === 0 ? null : new SecretError(`${name} ended with ${signal ?? `status ${status ?? 'unknown'}`}.`));
    });
  });
}

function endGroup({ pid }: ChildProcessByStdio<null, Readable, null>): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

/** The program alone: an argument could be what is secret. */
function nameOf(command: readonly string[]): string {
  return `The command ${command[0] ?? ''}`;
}
