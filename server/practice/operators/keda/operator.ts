/** KEDA in a cluster of the world. */
import type { Operator } from '../operators.ts';
import { ScaledJobController } from './controller.ts';

export const keda: Operator = (context, place) => [new ScaledJobController(context, place)];
