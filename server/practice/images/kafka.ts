/** The image of Kafka's controllers and brokers: a small process that starts, waits for the others and logs as they do. */
import type { Image } from './image.ts';
import { programs } from './prompt-processing.ts';
import { kafkaVersions } from './strimzi.ts';

/** Where `bin/kafka-topics.sh` and the like stand in a pod; a real image has them in /opt/kafka. */
export const kafkaHome = '/opt/practice/kafka';

export const kafka: Image = {
  names: ['quay.io/strimzi/kafka'],
  tags: new Set(Object.entries(kafkaVersions).flatMap(([operator, versions]) => versions.map((version) => `${operator}-kafka-${version}`))),
  command: ['sh', `${kafkaHome}/start`],
  args: [],
  env: {},
  workingDir: '/',
  user: 1001,
  ready: { line: /Kafka Server started/, command: ['test', '-e', '/run/practice/self/started'] },
  programs,
  network: true,
};
