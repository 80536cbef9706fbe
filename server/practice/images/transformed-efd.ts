/** The image of Transformed EFD: a program that does with the scheduler's tasks what the service does, over made-up telemetry. */
import { join } from 'node:path';
import type { Image } from './image.ts';

/** What the overlays of the deployment repository ask for. */
export const deployedTag = '25.5.3';

export const transformedEfd: Image = {
  names: ['ghcr.io/lsst-dm/consdb-transformed-efd'],
  tags: new Set(['latest', deployedTag, '25.5.2', '25.5.1', '25.5.0', '25.4.0']),
  command: ['bash', '/opt/practice/transformed-efd'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1000,
  ready: null,
  programs: join(import.meta.dirname, 'programs/transformed-efd'),
  shares: ['database'],
};
