/** Many who watch one run: each byte once or marked as passed over, a picture that is right after it, and one pen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import headless from '@xterm/headless';
import { HandrailError } from '../../../common/errors.ts';
import type { Run } from '../../../common/run.ts';
import { Screen } from './screen.ts';
import { type Who, Watchers } from './watchers.ts';

const code = (expected: string) => (error: unknown) => error instanceof HandrailError && error.code === expected;
const ada = (page = 'page-of-ada'): Who => ({ person: 'ada', name: 'Ada', page });
const bob: Who = { person: 'bob', name: 'Bob', page: 'page-of-bob' };

/** A run in memory with a real screen, and those who watch it. */
function scene() {
  const room = Buffer.alloc(4_000_000);
  let end = 0;
  const screen = new Screen();
  const did: string[] = [];
  const run = {
    run: { state: 'running', interactive: true, person: 'ada' } as Run, record: {},
    get end() { return end; },
    read: (from: number, to: number) => room.subarray(from, to),
    restart: () => screen.restart(),
    input: (data: string) => { did.push(data); },
    resize: ({ cols, rows }: { cols: number; rows: number }) => { did.push(`${cols}x${rows}`); },
  };
  const watchers = new Watchers(run, () => undefined);
  const watch = (who: Who, reads: boolean) => {
    let at = 0;
    const seen: (string | Buffer)[] = [];
    const gaps: [number, number][] = [];
    const watching = watchers.add({ offset: 0, prelude: '' }, who, {
      output(offset, bytes) {
        assert.equal(offset, at, 'in order, each byte once');
        at = offset + bytes.length;
        seen.push(Buffer.from(bytes));
        if (reads) queueMicrotask(() => { watching.ack(at); });
      },
      gap(from, to, prelude) {
        assert.equal(from, at, 'what is passed over is marked, all of it');
        at = to;
        gaps.push([from, to]);
        seen.push(prelude);
      },
      run: () => undefined,
    });
    return { watching, seen, gaps, at: () => at };
  };
  const print = async (text: string) => {
    const bytes = Buffer.from(text);
    bytes.copy(room, end);
    end += bytes.length;
    screen.push(bytes);
    watchers.changed(bytes);
    await Promise.resolve();
  };
  return { did, watch, print, watchers, output: () => room.subarray(0, end) };
}

async function picture(parts: readonly (string | Buffer)[]): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  for (const part of parts) await new Promise<void>((written) => { terminal.write(part, written); });
  const { active } = terminal.buffer;
  return [active.type, ...Array.from({ length: 24 }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? ''), JSON.stringify(terminal.modes)];
}

const floods: Record<string, (at: number) => string> = {
  'lines with colours and wide characters': (at) => `\u001b[3${at % 8}m漢字 line ${at} \u001b[1mof a flood\u001b[0m\r\n`.repeat(100),
  'a full-screen program': (at) => (at === 0 ? 'before\r\n\u001b[?1049h\u001b[?1h' : '') + `\u001b[H\u001b[2J${Array.from({ length: 20 }, (_, row) => `\u001b[${row + 1};3Hrow ${row} of picture ${at} ${'x'.repeat(200)}`).join('')}`,
  'programs that come and go': (at) => (at % 2 === 0 ? `\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J${'p'.repeat(3_000)}` : `\u001b[?25h\u001b[?1049l${`and lines ${at}\r\n`.repeat(300)}`),
};
for (const [what, text] of Object.entries(floods)) {
  test(`a flood of ${what}: one who stalls misses nothing unmarked and then has the right picture; nobody else notices`, async () => {
    const { watch, print, output } = scene();
    const others = [watch(ada(), true), watch(bob, true)];
    const stalled = watch({ person: 'eve', name: 'Eve', page: 'page-of-eve' }, false);
    for (let at = 0; output().length < 2_500_000; at += 1) await print(text(at));
    assert.notEqual(stalled.gaps.length, 0);
    for (let turn = 0; turn < 1_000 && stalled.at() < output().length; turn += 1) stalled.watching.ack(stalled.at());
    assert.equal(stalled.at(), output().length);
    const passed = stalled.gaps.reduce((bytes, [from, to]) => bytes + to - from, 0);
    const got = stalled.seen.reduce((bytes, part) => bytes + (typeof part === 'string' ? 0 : part.length), 0);
    assert.equal(passed + got, output().length);
    for (const one of others) assert.ok(one.gaps.length === 0 && Buffer.concat(one.seen.map((part) => Buffer.from(part))).equals(output()));
    assert.deepEqual(await picture(stalled.seen), await picture([output()]));
  });
}

test('who has the pen types and sizes; nobody else does either; a program that has the run to itself needs none', () => {
  const { did, watch } = scene();
  const [owner, guest] = [watch(ada(), true).watching, watch(bob, true).watching];
  guest.pen('ask', null);
  for (const act of [() => { guest.input('x'); }, () => { guest.resize({ cols: 9, rows: 9 }); }]) assert.throws(act, code('no-pen'));
  owner.input('by ada');
  owner.pen('give', guest.seated?.seat ?? 0);
  assert.throws(() => { owner.input('x'); }, code('no-pen'));
  guest.resize({ cols: 90, rows: 30 });
  guest.input('by bob');
  watch(true, true).watching.input('by a program');
  assert.deepEqual(did, ['by ada', '90x30', 'by bob', 'by a program']);
  assert.throws(() => { watch(null, true).watching.pen('take', null); }, code('pen-refused'));
});

test('only the one with the pen holds the run back, and the latest of their connections counts', async () => {
  const { watch, print, watchers } = scene();
  watch(ada(), false);
  const guest = watch(bob, false).watching;
  await print('x'.repeat(2_000_000));
  assert.equal(watchers.full, true, 'the owner has the pen and does not read');
  const again = watch(ada(), true);
  await print('y');
  for (let turn = 0; turn < 1_000 && again.at() < 2_000_001; turn += 1) await Promise.resolve();
  assert.equal(watchers.full, false, 'the lost connection of the same page does not count');
  assert.equal(guest.blocked, true);
});
