import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTerminalWriter } from './terminal-writer.ts';

/** A pipe that nobody reads yet refuses as a terminal does, with EAGAIN. */
function pipe(): { reader: number; writer: number; close(): void } {
  const folder = mkdtempSync('/tmp/hr-writer-');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const reader = openSync(join(folder, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(join(folder, 'pipe'), constants.O_WRONLY | constants.O_NONBLOCK);
  return { reader, writer, close: () => { for (const fd of [reader, writer]) closeSync(fd); rmSync(folder, { recursive: true }); } };
}

test('what there is no room for waits, and arrives whole and in order', async () => {
  const { reader, writer, close } = pipe();
  let rooms = 0;
  const terminal = createTerminalWriter({ fd: writer, isOpen: () => true, onRoom: () => { rooms += 1; } });
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
  for (let at = 0; at < sent.length; at += 1_000) terminal.write(sent.subarray(at, at + 1_000));
  assert.ok(terminal.waiting > 200_000);
  const got: Buffer[] = [];
  for (let size = 0; size < sent.length;) {
    const part = Buffer.alloc(50_000);
    const read = readSync(reader, part);
    got.push(part.subarray(0, read));
    size += read;
    await new Promise((waited) => setTimeout(waited, 10));
  }
  assert.ok(Buffer.concat(got).equals(sent));
  assert.equal(terminal.waiting, 0);
  assert.equal(rooms, 1);
  terminal.write(new Uint8Array());
  assert.equal(terminal.waiting, 0);
  close();
});

test('once the terminal is gone nothing waits, and nothing is written to a descriptor of its number', async () => {
  const { reader, writer, close } = pipe();
  let open = true;
  const terminal = createTerminalWriter({ fd: writer, isOpen: () => open });
  terminal.write(Buffer.alloc(100_000));
  open = false;
  terminal.write(Buffer.from('late'));
  await new Promise((waited) => setTimeout(waited, 20));
  assert.equal(terminal.waiting, 0);
  const rest = Buffer.alloc(200_000);
  assert.ok(!rest.subarray(0, readSync(reader, rest)).includes('late'));
  close();
});
