import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const place = mkdtempSync(join(tmpdir(), 'handrail-undertaker-'));
after(() => { rmSync(place, { recursive: true, force: true }); });

/** Starts a process that begins another, makes a folder, has both taken, and goes on; gives it and the other's pid. */
async function begin(folder: string, end: string) {
  mkdirSync(folder);
  const words = `
    import { spawn } from 'node:child_process';
    import { Undertaker } from ${JSON.stringify(join(import.meta.dirname, 'undertaker.ts'))};
    const undertaker = new Undertaker();
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    undertaker.take({ folder: ${JSON.stringify(folder)} });
    undertaker.take({ pid: other.pid });
    console.log(other.pid);
    ${end}`;
  const process_ = spawn(process.execPath, ['--input-type=module', '-e', words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(process_.stdout, 'data') as [Buffer];
  return { process: process_, pid: Number(String(said)) };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('what somebody began who was killed is ended and removed', { timeout: 120_000 }, async () => {
  const folder = join(place, 'killed');
  const begun = await begin(folder, 'setInterval(() => undefined, 1000);');
  begun.process.kill('SIGKILL');
  for (let waited = 0; waited < 60_000 && (isThere(begun.pid) || existsSync(folder)); waited += 50) await pause(50);
  assert.deepEqual([isThere(begun.pid), existsSync(folder)], [false, false]);
});

test('who cleared away themselves are left in peace', { timeout: 120_000 }, async () => {
  const folder = join(place, 'ended');
  const begun = await begin(folder, 'undertaker.release(); other.unref(); process.exit();');
  await once(begun.process, 'close');
  await pause(500);
  assert.deepEqual([isThere(begun.pid), existsSync(folder)], [true, true]);
  process.kill(begun.pid);
});
