import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulled, refused } from './pull.ts';

test('what is told of an image that can be had', () => {
  assert.deepEqual(pulled({ name: 'c', image: 'redis:7', imagePullPolicy: 'IfNotPresent' }).map(({ message }) => message), ['Container image "redis:7" already present on machine']);
  const told = pulled({ name: 'c', image: 'redis', imagePullPolicy: 'Always' });
  assert.match(told.map(({ message }) => message).join('\n'), /^Pulling image "redis"\nSuccessfully pulled image "redis" in \d+ms \(\d+ms including waiting\)\. Image size: \d+ bytes\.$/);
});

test('why an image cannot be had', () => {
  const cases: [string, string | undefined, string, string | null][] = [
    ['nobody/knows:1', undefined, 'ErrImagePull', 'ImagePullBackOff'], ['registry.example.org:5000/a/b@sha256:' + 'a'.repeat(64), undefined, 'ErrImagePull', 'ImagePullBackOff'],
    ['Redis', undefined, 'InvalidImageName', null], ['redis:', undefined, 'InvalidImageName', null], ['a//b', undefined, 'InvalidImageName', null],
    ['redis:8', 'Never', 'ErrImageNeverPull', null],
  ];
  for (const [image, imagePullPolicy, reason, waiting] of cases) {
    const told = refused({ name: 'c', image, ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }) });
    assert.deepEqual([told.reason, told.waiting], [reason, waiting], image);
  }
  assert.match(refused({ name: 'c', image: 'Redis:1' }).message, /couldn't parse image name "Redis:1": invalid reference format: repository name \(library\/Redis\) must be lowercase$/);
});
