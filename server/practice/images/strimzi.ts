/** The image of the Strimzi operator, and which versions of Kafka it brings. */
import type { Image } from './image.ts';
import { programs } from './prompt-processing.ts';

/** operator → the versions of Kafka it runs, the last being the one it takes when none is named (https://strimzi.io/downloads/) */
export const kafkaVersions: Readonly<Record<string, readonly string[]>> = {
  '0.45.1': ['3.8.0', '3.8.1', '3.9.0', '3.9.1'],
  '0.46.1': ['3.9.0', '3.9.1', '4.0.0'],
  '0.47.0': ['3.9.0', '3.9.1', '4.0.0'],
  '0.48.0': ['4.0.0', '4.1.0'],
};

export const strimziTag = '0.47.0';

export const strimziOperator: Image = {
  names: ['quay.io/strimzi/operator'],
  tags: new Set(Object.keys(kafkaVersions)),
  command: ['sh', '/opt/practice/strimzi/operator'],
  args: [],
  env: {},
  workingDir: '/',
  user: 1001,
  ready: { line: /operator started/, command: ['true'] },
  programs,
  network: true,
};
