/** The conditions KEDA keeps in a ScaledJob's status. Pure. */
import type { Condition } from '../../cluster/pod.ts';

export type Told = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export const ready: Told = { type: 'Ready', status: 'True', reason: 'ScaledJobReady', message: 'ScaledJob is defined correctly and is ready to scaling' };
export const unknownActive: Told = { type: 'Active', status: 'Unknown' };
export const active: Told = { type: 'Active', status: 'True', reason: 'ScalerActive', message: 'Scaling is performed because triggers are active' };
export const notActive: Told = { type: 'Active', status: 'False', reason: 'ScalerNotActive', message: 'Scaling is not performed because triggers are not active' };
export const paused: Told = { type: 'Paused', status: 'True', reason: 'ScaledJobPaused', message: 'ScaledJob is paused' };
export const unpaused: Told = { type: 'Paused', status: 'False', reason: 'ScaledJobUnpaused', message: 'pause annotation removed for ScaledJob' };
export const unknownPaused: Told = { type: 'Paused', status: 'Unknown' };

/** Takes how many triggers failed, and how many there are; gives what Ready says then. */
export function readyWith(failed: number, all: number): Told {
  if (failed === 0) return ready;
  return failed < all
    ? { type: 'Ready', status: 'Unknown', reason: 'PartialTriggerError', message: 'Some triggers defined in ScaledJob are not working correctly' }
    : { type: 'Ready', status: 'False', reason: 'TriggerError', message: 'Triggers defined in ScaledJob are not working correctly' };
}

/** Takes the conditions there are and what is to be told; gives them with that in place, the others as they were. */
export function withConditions(before: readonly Condition[], told: readonly Told[]): Condition[] {
  const fresh = new Map(told.map((one) => [one.type, one]));
  const types = [...new Set([...before.map(({ type }) => type), ...fresh.keys()])];
  return types.flatMap((type) => fresh.get(type) ?? before.find((one) => one.type === type) ?? []);
}
