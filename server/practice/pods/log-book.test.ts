import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogOptions, LogStream } from '../cluster/kubelet.ts';
import { LogBook } from './log-book.ts';

const all: Omit<LogOptions, 'previous'> = { follow: false, tailLines: null, since: null, timestamps: false };

function bookOf(...lines: string[]): LogBook {
  const book = new LogBook();
  lines.forEach((line, index) => book.append('stdout', Buffer.from(`${line}\n`), 1000 * (index + 1)));
  return book;
}

function collect(stream: LogStream): { text: () => string; end: Promise<string> } {
  let text = '';
  stream.onData((bytes) => { text += Buffer.from(bytes).toString(); });
  const end = new Promise<string>((resolve) => stream.onEnd(() => resolve(text)));
  return { text: () => text, end };
}

const read = (book: LogBook, options: Partial<LogOptions>): Promise<string> => collect(book.read({ ...all, ...options })).end;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test('what is asked for is given', async () => {
  const book = bookOf('one', 'two', 'three');
  const table: [Partial<LogOptions>, string][] = [
    [{}, 'one\ntwo\nthree\n'],
    [{ tailLines: 2 }, 'two\nthree\n'],
    [{ tailLines: 0 }, ''],
    [{ tailLines: 99 }, 'one\ntwo\nthree\n'],
    [{ since: 2000 }, 'two\nthree\n'],
    [{ since: 2000, tailLines: 3 }, 'two\nthree\n'],
    [{ since: 5000 }, ''],
    [{ tailLines: 1, timestamps: true }, '1970-01-01T00:00:03.000Z three\n'],
  ];
  for (const [options, wanted] of table) assert.equal(await read(book, options), wanted);
});

test('lines are put together from pieces, each output by itself, and get the time they began', async () => {
  const book = new LogBook();
  assert.deepEqual(book.append('stdout', Buffer.from('he'), 1000), []);
  assert.deepEqual(book.append('stderr', Buffer.from('bad\n'), 2000), ['bad\n']);
  assert.deepEqual(book.append('stdout', Buffer.from('llo\nhalf'), 3000), ['hello\n']);
  assert.equal(await read(book, {}), 'bad\nhello\n');
  book.end();
  assert.equal(await read(book, { timestamps: true }), '1970-01-01T00:00:02.000Z bad\n1970-01-01T00:00:01.000Z hello\n1970-01-01T00:00:03.000Z half');
});

test('a follower gets what comes, and ends with the container; one that left gets nothing', async () => {
  const book = bookOf('one');
  const follower = collect(book.read({ ...all, follow: true }));
  const left = book.read({ ...all, follow: true });
  const seen = collect(left);
  await soon();
  left.close();
  book.append('stdout', Buffer.from('two\n'), 0);
  await soon();
  assert.equal(follower.text(), 'one\ntwo\n');
  assert.equal(seen.text(), 'one\n');
  book.end();
  assert.equal(await follower.end, 'one\ntwo\n');
});

test('a paused reader is given nothing until it goes on', async () => {
  const book = bookOf('one');
  const stream = book.read(all);
  const { text, end } = collect(stream);
  stream.pause();
  await soon();
  assert.equal(text(), '');
  stream.resume();
  assert.equal(await end, 'one\n');
});

test('a reader who does not follow ends, however fast more comes', async () => {
  const book = bookOf('one');
  const more = setInterval(() => book.append('stdout', Buffer.from('more\n'.repeat(1000)), 0), 0);
  assert.match(await read(book, {}), /^one\n/);
  clearInterval(more);
});

test('the oldest lines go when there are too many bytes, and long lines are kept in pieces', async () => {
  const book = new LogBook(1000);
  for (let line = 0; line < 500; line += 1) book.append('stdout', Buffer.from(`line ${line}\n`), 0);
  const text = await read(book, {});
  assert.ok(text.length <= 1000 && text.length >= 700, String(text.length));
  assert.match(text, /^line \d+\n[^]*line 499\n$/);

  const long = new LogBook();
  const pieces = long.append('stdout', Buffer.alloc(40_000, 'x'), 0);
  assert.deepEqual(pieces.map((piece) => piece.length), [16_384, 16_384]);
});

test('a slow follower goes on with the oldest line that is left', async () => {
  const book = new LogBook(100);
  const stream = book.read({ ...all, follow: true });
  const { end } = collect(stream);
  stream.pause();
  for (let line = 100; line < 200; line += 1) book.append('stdout', Buffer.from(`line ${line}\n`), 0);
  stream.resume();
  book.end();
  const text = await end;
  assert.match(text, /^line 1\d\d\n/);
  assert.match(text, /line 199\n$/);
  assert.ok(text.length <= 110);
});
