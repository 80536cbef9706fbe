/** The image of s3proxy: a small server of the objects in the world's buckets. */
import { join } from 'node:path';
import type { Image } from './image.ts';

/** What the chart asks for. */
export const s3proxyTag = '1.1.0';

export const s3proxy: Image = {
  names: ['ghcr.io/lsst-dm/s3proxy', 'ghcr.io/lsst-sqre/s3proxy'],
  tags: new Set([s3proxyTag, '1.0.0', 'main']),
  command: ['perl', '/opt/practice/s3proxy/s3proxy'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1000,
  ready: { line: /Application startup complete/, command: ['test', '-S', '/run/practice/self/8080.sock'] },
  programs: join(import.meta.dirname, 'programs'),
  shares: ['buckets'],
  network: true,
};
