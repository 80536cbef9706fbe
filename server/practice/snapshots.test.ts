import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mostSnapshots, isSnapshotName, Snapshots } from './snapshots.ts';

function trial(): { worlds: string; world: string; write(name: string, text: string): void } & Disposable {
  const worlds = mkdtempSync(join(tmpdir(), 'handrail-snapshots-'));
  const world = join(worlds, 'me');
  mkdirSync(join(world, 'deep/er'), { recursive: true });
  return { worlds, world, write: (name, text) => writeFileSync(join(world, name), text), [Symbol.dispose]: () => rmSync(worlds, { recursive: true }) };
}

test('a world comes back as it was: files, modes, links', async () => {
  using place = trial();
  const snapshots = new Snapshots(place.worlds);
  place.write('deep/er/file', 'one');
  chmodSync(join(place.world, 'deep/er/file'), 0o640);
  symlinkSync('/etc/shadow', join(place.world, 'deep/link'));
  linkSync(join(place.world, 'deep/er/file'), join(place.world, 'twin'));
  execFileSync('mkfifo', [join(place.world, 'pipe')]);
  const { name } = await snapshots.save('me', 'first');
  assert.equal(name, 'first');
  place.write('deep/er/file', 'two');
  place.write('new', 'new');
  await snapshots.restore('me', 'first');
  assert.equal(readFileSync(join(place.world, 'deep/er/file'), 'utf8'), 'one');
  assert.equal(statSync(join(place.world, 'deep/er/file')).mode & 0o777, 0o640);
  assert.equal(readlinkSync(join(place.world, 'deep/link')), '/etc/shadow');
  assert.deepEqual(readdirSync(place.world).sort(), ['deep', 'twin']);
  await snapshots.restore('me', 'first');
  assert.equal(readFileSync(join(place.world, 'twin'), 'utf8'), 'one');
  assert.deepEqual(readdirSync(place.worlds).sort(), ['.snapshots', 'me']);
});

test('snapshots are named, listed, few, and go when deleted', async () => {
  using place = trial();
  const snapshots = new Snapshots(place.worlds);
  for (let number = 1; number <= mostSnapshots; number += 1) await snapshots.save('me', `s${number}`);
  await assert.rejects(snapshots.save('me', 's6'), /can have 5 snapshots.*s5/);
  await assert.rejects(snapshots.save('me', 's1'), /already/);
  assert.deepEqual(snapshots.list('other'), []);
  await snapshots.remove('me', 's2');
  assert.deepEqual(snapshots.list('me').map(({ name }) => name).sort(), ['s1', 's3', 's4', 's5']);
  await assert.rejects(snapshots.remove('me', 's2'), /no snapshot `s2`.*s1/);
  await assert.rejects(snapshots.restore('other', 's1'), /There are: none/);
  for (const bad of ['', '.', '..', '../me', 'A', 'a/b', '.unfinished-x', 'a'.repeat(41)]) {
    assert.ok(!isSnapshotName(bad), bad);
    await assert.rejects(snapshots.save('me', bad), bad);
    await assert.rejects(snapshots.restore('me', bad), bad);
    await assert.rejects(snapshots.remove('me', bad), bad);
  }
  assert.equal(existsSync(place.world), true);
});

test('a copy that fails half-way leaves the world and the snapshots as they were', async () => {
  using place = trial();
  place.write('a', 'x'.repeat(600));
  const small = new Snapshots(place.worlds, { bytes: 1000, files: 6 });
  await small.save('me', 'first');
  place.write('b', 'x'.repeat(600));
  await assert.rejects(small.save('me', 'second'), /too large for a snapshot/);
  assert.deepEqual(readdirSync(join(place.worlds, '.snapshots/me')), ['first']);
  const tiny = new Snapshots(place.worlds, { bytes: 100, files: 6 });
  await assert.rejects(tiny.restore('me', 'first'), /too large/);
  assert.equal(readFileSync(join(place.world, 'b'), 'utf8').length, 600);
  for (let count = 0; count < 6; count += 1) place.write(`many-${count}`, '');
  await assert.rejects(new Snapshots(place.worlds, { bytes: 10_000, files: 6 }).save('me', 'third'), /too large/);
  assert.deepEqual(readdirSync(place.worlds).sort(), ['.snapshots', 'me']);
});

test('a restore that was interrupted between its two steps leaves the world there', () => {
  using place = trial();
  place.write('mine', 'mine');
  renameSync(place.world, join(place.worlds, '.replaced.me'));
  mkdirSync(join(place.worlds, '.unfinished-1'));
  assert.deepEqual(new Snapshots(place.worlds).list('me'), []);
  assert.equal(readFileSync(join(place.world, 'mine'), 'utf8'), 'mine');
});
