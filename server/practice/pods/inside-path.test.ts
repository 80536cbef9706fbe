import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insidePath } from './inside-path.ts';

const plain: [given: string, made: string][] = [
  ['/data', '/data'], ['/data/', '/data'], ['//data//x', '/data/x'], ['/', '/'], ['/../oldroot/etc', '/oldroot/etc'], ['/tmp/../../etc', '/etc'],
  ['/process', '/process'], ['/developer', '/developer'], ['/dev/shm', '/dev/shm'], ['/dev/shm/x', '/dev/shm/x'],
];
for (const [given, made] of plain) {
  test(`${given} is ${made} inside`, () => assert.equal(insidePath(given, 'work in'), made));
}

for (const path of ['', 'data', './data', '../x', '/proc', '/proc/self/root', '//proc/1/root', '/tmp/../proc/self/cwd', '/dev', '/dev/fd/0', '/dev/shm/../fd', '/dev/shmx']) {
  test(`nothing is placed at \`${path}\``, () => assert.throws(() => insidePath(path, 'work in'), /cannot work in/));
}
