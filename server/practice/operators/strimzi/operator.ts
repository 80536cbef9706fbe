/** Strimzi in a cluster of the world: its cluster, topic and user operators. */
import type { Operator } from '../operators.ts';
import { KafkaController } from './kafka-controller.ts';
import { strimziKinds } from './kinds.ts';
import { StrimziOperator } from './operator-log.ts';
import { PodSetController } from './pod-set-controller.ts';
import { TopicController } from './topic-controller.ts';
import { UserController } from './user-controller.ts';

export const strimzi: Operator = (context, place) => {
  const kinds = strimziKinds();
  const operator = new StrimziOperator(context, place.network);
  return [
    new KafkaController(context, kinds, operator), new PodSetController(context, kinds, operator),
    new TopicController(context, kinds, place), new UserController(context, kinds, place.network),
  ];
};
