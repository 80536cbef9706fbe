import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { openPty, type Pty } from './pty.ts';

function run(script: string, use: (pty: Pty) => void = () => undefined, onFirst: (pty: Pty) => void = () => undefined): Promise<{ output: Buffer; status: number; pty: Pty }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const pty = openPty({
      file: '/bin/bash', args: ['--noprofile', '--norc', '-c', script], size: { cols: 80, rows: 24 },
      onData: (bytes) => {
        if (chunks.push(Buffer.from(bytes)) === 1) onFirst(pty);
      },
      onExit: ({ status }) => resolve({ output: Buffer.concat(chunks), status, pty }),
    });
    use(pty);
  });
}

test('bytes come as they are, with the exit status', async () => {
  const { output, status } = await run(String.raw`printf '\xff\x00\xc3'; exit 7`);
  assert.deepEqual([...output], [0xff, 0, 0xc3]);
  assert.equal(status, 7);
});

test('a process ended by a signal reports 128 and the signal', async () => {
  assert.equal((await run('kill -TERM $$')).status, 143);
});

test('nothing is lost when the process ends while its output is held back, or while nobody has time to read it', async () => {
  const print = 'head -c 15000 /dev/zero | tr "\\0" x; echo; echo end';
  const held = await run(print, (pty) => {
    pty.pause();
    setTimeout(() => pty.resume(), 300);
  });
  assert.equal(held.output.length, 15_000 + 2 + 5);
  const busy = await run(print, () => {
    for (const until = Date.now() + 200; Date.now() < until;) Math.hypot(1, 2);
  });
  assert.equal(busy.output.length, 15_000 + 2 + 5);
});

test('a megabyte arrives whole', async () => {
  const { output } = await run('stty raw; seq 1 200000');
  const expected = Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`).join('');
  assert.equal(createHash('sha256').update(output).digest('hex'), createHash('sha256').update(expected).digest('hex'));
});

test('the environment is empty, the size is as asked, and a resize reaches the process', async () => {
  const { output } = await run('stty size; read -r; stty size; tr "\\0" "\\n" </proc/self/environ', undefined, (pty) => {
    pty.resize({ cols: 132, rows: 43 });
    pty.write('\n');
  });
  assert.match(output.toString(), /24 80[^]*43 132/);
  assert.doesNotMatch(output.toString(), /HOME=|PATH=\/[^u]/);
});

test('after the end, resize, write and resume do nothing', async () => {
  const { pty } = await run('true');
  pty.resize({ cols: 10, rows: 10 });
  pty.write('x');
  pty.resume();
});
