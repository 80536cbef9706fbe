/** Output of known bytes, much of it: log text from a file, what `seq` counts, and random bytes as base64. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flood } from './throughput.ts';

/** Waits, echo off, until a key says that the client is ready; stays when it has printed all. */
const held = (command: string) => `stty -echo; echo ready; read -r _; ${command}; exec sleep 300`;

const logBytes = 100_000_000;
const counted = 1_200_000;
const randomBytes = 8_000_000;
/** `base64` breaks lines after so many characters. */
const columns = 76;

export const floodTasks = {
  log: { name: 'log', source: held('cat log.txt'), interactive: true },
  seq: { name: 'seq', source: held(`seq ${counted}`), interactive: true },
  base64: { name: 'base64', source: held('base64 random'), interactive: true },
} as const;

const made = new Map<string, Flood[]>();

/** Takes a folder; writes there the files that the floods read, once, and gives them. The same bytes each time. */
export function makeFloods(folder: string): Flood[] {
  const floods = made.get(folder) ?? make(folder);
  made.set(folder, floods);
  return floods;
}

function make(folder: string): Flood[] {
  const log = logText();
  const random = pseudoRandom(randomBytes);
  writeFileSync(join(folder, 'log.txt'), log);
  writeFileSync(join(folder, 'random'), random);
  const encoded = random.toString('base64').match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
  const numbers = Array.from({ length: counted }, (_, at) => at + 1);
  return [
    flood(floodTasks.log, log.toString('latin1').trimEnd().split('\n')),
    flood(floodTasks.seq, numbers),
    flood(floodTasks.base64, encoded),
  ];
}

/** A terminal ends a line with two bytes. */
function flood(task: Flood['task'], lines: readonly (string | number)[]): Flood {
  const shown = Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
  return { task, bytes: shown.length, digest: createHash('sha256').update(shown).digest('hex') };
}

const levels = ['INFO ', 'DEBUG', 'WARN ', 'ERROR'];
const pods = ['prompt-redis-0', 'prompt-proto-service-lsstcam-001', 'next-visit-fan-out', 'kafka-broker-2'];

/** Lines as services log them, every one another. */
function logText(): Buffer {
  const next = generator(1);
  const lines: string[] = [];
  for (let bytes = 0, at = 0; bytes < logBytes; at += 1) {
    const line = `2026-01-01T${clock(at)}Z \u001b[3${1 + next() % 6}m${levels[next() % 4]}\u001b[0m ${pods[next() % 4]} request ${next().toString(16)} took ${next() % 5000} ms, ${next() % 100} objects, line ${at}\n`;
    bytes += line.length;
    lines.push(line);
  }
  return Buffer.from(lines.join(''), 'latin1');
}

function clock(at: number): string {
  return new Date(at * 17).toISOString().slice(11, 23);
}

function pseudoRandom(length: number): Buffer {
  const next = generator(2);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(next(), at);
  return bytes;
}

/** Numbers below 2^32 that look random and are the same each time: xorshift, https://www.jstatsoft.org/article/view/v008i14 */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9 >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  };
}
