/** Standard input as a process of its own has it: a file, a pipe, a socket, a device. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mostInput } from './standard-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'input-'));
after(() => { rmSync(folder, { recursive: true }); });

const reader = join(folder, 'reader.ts');
writeFileSync(reader, `import { standardInput } from ${JSON.stringify(join(import.meta.dirname, 'standard-input.ts'))};
try { process.stdout.write(Buffer.from(await standardInput(), 'latin1')); } catch (error) { console.error(error.message); process.exitCode = 125; }
`);
const words = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', reader];
const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, at) => at));
const file = (content: string | Buffer) => {
  const path = join(folder, 'content');
  writeFileSync(path, content);
  return openSync(path, 'r');
};

test('a file, a socket and a pipe are read whole, whatever their bytes', () => {
  assert.deepEqual(spawnSync(process.execPath, words, { stdio: [file(all), 'pipe', 'pipe'] }).stdout, all);
  assert.deepEqual(spawnSync(process.execPath, words, { input: all }).stdout, all);
  const piped = spawnSync('sh', ['-c', 'cat "$0" | "$@"', join(folder, 'content'), process.execPath, ...words]);
  assert.deepEqual([piped.stdout, piped.stderr.toString()], [all, '']);
});

test('nothing is read where there is nothing', () => {
  for (const stdin of ['ignore', file('')] as const) {
    const { stdout, status } = spawnSync(process.execPath, words, { stdio: [stdin, 'pipe', 'pipe'] });
    assert.deepEqual([stdout.length, status], [0, 0]);
  }
});

test('the most is taken, and one byte more is refused', () => {
  assert.equal(spawnSync(process.execPath, words, { input: Buffer.alloc(mostInput) }).stdout.length, mostInput);
  const more = Buffer.alloc(mostInput + 1);
  for (const { stderr, status } of [spawnSync(process.execPath, words, { input: more }), spawnSync(process.execPath, words, { stdio: [file(more), 'pipe', 'pipe'] })]) {
    assert.match(stderr.toString(), /at most 512 KiB.*Nothing was run/);
    assert.equal(status, 125);
  }
});

test('a pipe that stays silent is told of once, and read all the same', async () => {
  const child = spawn(process.execPath, words);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    child.stdin.end('late');
  });
  await new Promise((done) => child.once('close', done));
  assert.deepEqual([out, err], ['late', 'handrail: reading standard input; end it with Ctrl-D, or give </dev/null.\n']);
});
