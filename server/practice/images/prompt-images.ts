/** The images of Prompt Processing and what it stands on, but for Redis. */
import type { Image } from './image.ts';
import { kafka } from './kafka.ts';
import { kedaOperator } from './keda.ts';
import { nextVisitFanOut } from './next-visit.ts';
import { promptService } from './prompt-processing.ts';
import { strimziOperator } from './strimzi.ts';

export const promptImages: readonly Image[] = [promptService, nextVisitFanOut, kedaOperator, strimziOperator, kafka];
