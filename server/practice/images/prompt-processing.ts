/** The image `prompt-service`: a worker of Prompt Processing, which KEDA starts for messages that wait. */
import { join } from 'node:path';
import type { Image } from './image.ts';

/** Where the programs of images stand. Those of Prompt Processing share some, so they see the whole folder. */
export const programs = join(import.meta.dirname, 'programs');

export const promptServiceTag = '6.4.0';

export const promptService: Image = {
  names: ['ghcr.io/lsst-dm/prompt-service'],
  tags: new Set([promptServiceTag, '6.3.0', '6.5.0', 'latest']),
  command: ['sh', '/opt/practice/prompt-processing/service'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1000,
  ready: null,
  programs,
  network: true,
};
