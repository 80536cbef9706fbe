/** The image `next_visit_fan_out`: tells the streams of every visit to come. */
import type { Image } from './image.ts';
import { programs } from './prompt-processing.ts';

export const nextVisitTag = '2.5.0';

export const nextVisitFanOut: Image = {
  names: ['ghcr.io/lsst-dm/next_visit_fan_out'],
  tags: new Set([nextVisitTag, '2.4.0', 'latest']),
  command: ['sh', '/opt/practice/next-visit/fan-out'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1000,
  ready: null,
  programs,
  network: true,
};
