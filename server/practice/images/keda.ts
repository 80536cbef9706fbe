/** The image of the KEDA operator: a small process that puts out what the operator, in this process, has to say. */
import type { Image } from './image.ts';
import { programs } from './prompt-processing.ts';

export const kedaTag = '2.17.2';

export const kedaOperator: Image = {
  names: ['ghcr.io/kedacore/keda'],
  tags: new Set([kedaTag, '2.17.0', '2.17.1', '2.16.1']),
  command: ['sh', '/opt/practice/keda/operator'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1000,
  ready: { line: /Starting workers/, command: ['true'] },
  programs,
  network: true,
};
