/** Tolerations of pods (k8s.io/kubernetes/pkg/apis/core/validation: ValidateTolerations). */
import type { JsonObject } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';

const operators = valuesOf('Toleration.operator');
const effects = valuesOf('Toleration.effect');

/** Takes a toleration and its field; gives what is wrong with it. */
export function checkToleration(toleration: JsonObject, field: string): Cause[] {
  const { key, operator, effect, tolerationSeconds } = toleration;
  const found: Cause[] = [];
  if (key === undefined && operator !== 'Exists') {
    found.push(causes.invalid(`${field}.operator`, operator ?? '', 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    found.push(causes.invalid(`${field}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  found.push(...checkOperator(toleration, `${field}.operator`));
  if (effect !== undefined && effect !== '' && !effects.includes(String(effect))) found.push(causes.notSupported(`${field}.effect`, effect, effects));
  return found;
}

function checkOperator({ operator, value }: JsonObject, field: string): Cause[] {
  if (operator === undefined || operator === 'Equal') return [];
  if (operator !== 'Exists') return [causes.notSupported(field, operator, operators)];
  return value === undefined || value === '' ? [] : [causes.invalid(field, value, "value must be empty when `operator` is 'Exists'")];
}

/** Tolerations may come to a pod; those that are there stay, for however long they hold. */
export function checkTolerationsUpdate(now: JsonObject[], before: JsonObject[]): Cause[] {
  const identity = (toleration: JsonObject) => JSON.stringify(['key', 'operator', 'value', 'effect'].map((name) => toleration[name]));
  const kept = new Set(now.map(identity));
  return before.every((toleration) => kept.has(identity(toleration))) ? []
    : [causes.forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}
