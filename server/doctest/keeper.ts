/**
 * Keeps the runner of a test: starts it, and ends it when standard input closes, that is when whoever asked for it is gone,
 * in whatever way. Then nothing of the test stays: no process, no folder.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import { makeFolders } from '../config/paths.ts';
import { removeMemory } from '../runner/memory.ts';

/** How long runner and practice have to end by themselves, in milliseconds. */
const patienceMs = 10_000;
const lookEveryMs = 20;

const { paths } = loadConfig(process.env, process.cwd());
makeFolders(paths);
// In a group of its own: what it starts is in it too, and is found there when it does not end by itself.
const runner = spawn(process.execPath, [join(import.meta.dirname, '../runner/main.ts')], { cwd: '/', detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
const group = runner.pid;
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  if (group !== undefined) await endGroup(group);
  for (const folder of [paths.data, paths.runtime]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  removeMemory(paths.runtime);
  process.exit(0);
}

async function endGroup(leader: number): Promise<void> {
  send(leader, 'SIGTERM');
  for (const until = Date.now() + patienceMs; Date.now() < until && send(-leader, 0); ) await pause(lookEveryMs);
  while (send(-leader, 'SIGKILL')) await pause(lookEveryMs);
}

/** Tells whether there was anybody to send it to. */
function send(to: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(to, signal);
  } catch {
    return false;
  }
}

runner.on('error', () => void end());
runner.on('exit', () => void end());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());
process.stdin.on('error', () => void end());
process.stdin.on('close', () => void end());
process.stdin.resume();
