import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandrailError } from '../../../common/errors.ts';
import { findImage, parseReference } from './image.ts';
import { findProgram, machineImages } from './machine.ts';
import { redisImage, redisVersion } from './redis.ts';
import { generalImages } from './general.ts';

test('image references are read as registries write them', () => {
  const table: [string, { name: string; tag: string } | null][] = [
    ['redis', { name: 'redis', tag: 'latest' }],
    ['redis:7.0.15', { name: 'redis', tag: '7.0.15' }],
    ['docker.io/library/redis:7', { name: 'redis', tag: '7' }],
    ['ghcr.io/lsst-sqre/thing:1.2', { name: 'ghcr.io/lsst-sqre/thing', tag: '1.2' }],
    ['redis@sha256:abc', null],
    ['Redis', null],
    ['redis:', null],
    ['', null],
  ];
  for (const [reference, wanted] of table) assert.deepEqual(parseReference(reference), wanted, reference);
});

test('redis carries the tags of the version the machine has, and the one the world is made with', () => {
  const images = [redisImage('7.4.2'), ...generalImages];
  for (const known of ['redis', 'redis:7', 'redis:7.4', 'redis:7.4.2', 'redis:7.4.2-bookworm', 'redis:7.0.15', 'busybox', 'debian:bookworm-slim']) {
    assert.ok(findImage(images, known), known);
  }
  for (const unknown of ['redis:7.2.4', 'redis:6', 'redis:7.0.16', 'postgres', 'example.org/redis:7', 'debian:11']) {
    assert.equal(findImage(images, unknown), undefined, unknown);
  }
});

test('the shell of a general image is its arguments, and no entrypoint', () => {
  for (const [name, shell] of [['busybox', 'sh'], ['debian', 'bash']] as const) {
    const image = findImage(generalImages, name);
    assert.deepEqual([image?.command, image?.args], [[], [shell]]);
  }
});

test('the version is read from what redis-server prints', () => {
  assert.equal(redisVersion('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0'), '7.0.15');
  assert.equal(redisVersion('something else'), null);
});

test('missing programs are named with their Debian packages', () => {
  assert.throws(() => machineImages('/nowhere'), (error) => {
    assert.ok(error instanceof HandrailError);
    assert.equal(error.code, 'package-missing');
    assert.equal(error.message, 'Running is off: bubblewrap redis-server redis-tools perl-base util-linux sqlite3 git missing. Install with: apt-get install bubblewrap redis-server redis-tools perl-base util-linux sqlite3 git');
    return true;
  });
  assert.equal(findProgram('no-such-program'), null);
  assert.ok(machineImages().some((image) => image.names.includes('redis')));
});
