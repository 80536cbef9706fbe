/** Journals on disks that are full, cannot be written, or hold what nobody could have meant. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { newRunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import { systemClock } from '../../clock.ts';
import { openJournals } from './journal.ts';

const base = mkdtempSync('/tmp/handrail-damage-');
after(() => rmSync(base, { recursive: true }));
const run = (more: Partial<Run> = {}) => ({ id: newRunId(Date.now(), systemClock.random(10)), person: 'alice', state: 'running', end: 0, size: { cols: 80, rows: 24 }, queuedAt: 1, ...more } as Run);
const lost = (one: Run): Run => ({ ...one, state: 'lost' });

/** Mounts a folder; takes it away after the test. Skips where nobody may mount. */
function mounted(context: TestContext, options: string[]): string | null {
  const folder = mkdtempSync(join(base, 'mount-'));
  try {
    execFileSync('mount', [...options, folder], { stdio: 'ignore' });
  } catch {
    context.skip('nothing can be mounted here');
    return null;
  }
  context.after(() => execFileSync('umount', ['-l', folder]));
  return folder;
}

function fill(folder: string): void {
  const file = join(folder, 'filler');
  for (let size = 1024 * 1024; size >= 1; size = size >> 1) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size, 1));
    } catch {
      // No room for so much: less of it.
    }
  }
  assert.equal(statfsSync(folder).bavail, 0);
}

test('on a full disk the output so far counts, last words are added, and the end is recorded; later there is room again', async (context) => {
  const folder = mounted(context, ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs']);
  if (folder === null) return;
  const journals = openJournals(folder);
  const one = run();
  const journal = journals.begin(one);
  journal.append(Buffer.from('before '));
  fill(folder);
  assert.throws(() => journal.append(Buffer.alloc(64 * 1024, 'x')), { code: 'ENOSPC' });
  const kept = journal.end;
  assert.throws(() => journals.begin(run()), { code: 'ENOSPC' });
  journals.note({ ...one, note: 'this finds no room' });
  journal.conclude(Buffer.from(`last words${'!'.repeat(5_000)}`));
  await journal.finish({ ...one, state: 'exited', end: journal.end });
  assert.equal(journals.find(one.id)?.state, 'exited');
  assert.equal(Buffer.from(journals.read(one.id, kept, kept + 10)).toString(), 'last words');
  assert.equal(existsSync(join(folder, 'reserve')), false);
  assert.deepEqual(readdirSync(join(folder, 'live')), []);
  rmSync(join(folder, 'filler'));
  const later = run();
  await journals.begin(later).finish(later);
  assert.equal(existsSync(join(folder, 'reserve')), true);
});

test('in a folder that cannot be written nothing begins, what is there is read, and what is left over is lost', async (context) => {
  const folder = join(base, 'read-only');
  const journals = openJournals(folder);
  const view = mounted(context, ['--bind', folder]);
  if (view === null) return;
  const [ended, going] = [run(), run()];
  await journals.begin(ended).finish({ ...ended, state: 'exited' });
  const journal = journals.begin(going);
  journal.append(Buffer.from('printed'));
  execFileSync('mount', ['-o', 'remount,bind,ro', view], { stdio: 'ignore' });
  const next = openJournals(view);
  assert.throws(() => next.begin(run()), { code: 'EROFS' });
  assert.equal(next.find(ended.id)?.state, 'exited');
  assert.deepEqual((await next.takeUnfinished(lost)).map(({ id, end }) => [id, end]), [[going.id, 7]]);
  assert.equal(next.find(going.id)?.state, 'lost');
  assert.equal(next.since(0, 10).length, 2);
});

test('damaged and foreign files are in nobody’s way, are set aside and told once', async () => {
  const folder = join(base, 'damaged-journals');
  const told: unknown[] = [];
  const journals = openJournals(folder, 1, { warn: (what: unknown) => { told.push(what); } });
  const good = run();
  await journals.begin(good).finish({ ...good, state: 'exited' });
  const make = async (spoil: (path: (name: string) => string) => void) => {
    const one = run();
    const journal = journals.begin(one);
    journal.append(Buffer.from('printed'));
    await journal.finish({ ...one, state: 'exited', end: 7 });
    spoil((name) => join(folder, one.id, name));
    return one.id;
  };
  const zero = await make((path) => writeFileSync(path('end.json'), ''));
  const half = await make((path) => writeFileSync(path('end.json'), '{"id":"01'));
  const other = await make((path) => writeFileSync(path('end.json'), readFileSync(join(folder, good.id, 'end.json'))));
  const both = await make((path) => ['run.json', 'end.json'].forEach((name) => writeFileSync(path(name), '\0\0')));
  const onlyEnd = await make((path) => writeFileSync(path('run.json'), 'null'));
  const folderInstead = await make((path) => { rmSync(path('end.json')); mkdirSync(path('end.json')); });
  mkdirSync(join(folder, run().id));
  writeFileSync(join(folder, run().id), 'a file with the name of a run');
  writeFileSync(join(folder, 'live', run().id), '');
  writeFileSync(join(folder, 'note.txt'), 'foreign');

  for (const round of [1, 2]) {
    const again = openJournals(folder, 1, { warn: (what: unknown) => { told.push(what); } });
    assert.deepEqual(await again.takeUnfinished(lost), [], `round ${round}`);
    for (const id of [zero, half, other, folderInstead]) {
      const found = again.find(id);
      assert.deepEqual([found?.state, found?.end, found?.exitStatus], ['lost', 7, null]);
      assert.equal(Buffer.from(again.read(id, 0, 99)).toString(), 'printed');
    }
    assert.deepEqual([again.find(both), again.find(onlyEnd)?.state, again.find(good.id)?.state], [null, 'exited', 'exited']);
    assert.equal(again.since(0, 100).length, 6);
  }
  assert.equal(told.length, 5);
  assert.ok(existsSync(join(folder, 'damaged', both, 'output')));
});

test('a journal’s folder that goes away while a run goes on takes that run’s record, and nothing else', async () => {
  const folder = join(base, 'removed');
  const journals = openJournals(folder);
  const one = run();
  const journal = journals.begin(one);
  journal.append(Buffer.from('printed'));
  rmSync(join(folder, one.id), { recursive: true });
  journal.append(Buffer.from(' more'));
  assert.equal(Buffer.from(journal.read(0, 99)).toString(), 'printed more');
  journals.note(one);
  await assert.rejects(journal.finish({ ...one, state: 'exited' }), { code: 'ENOENT' });
  rmSync(folder, { recursive: true });
  assert.deepEqual(journals.since(0, 10), []);
  const next = run();
  await journals.begin(next).finish(next);
});
