/** Values as Go's `%#v` prints them: causes show some values that way. */
import { type JsonObject, isRecord } from '../object.ts';
import type { Cause } from '../status.ts';

/** Takes a map of texts; gives it as in `map[string]string{"a":"b"}`. */
export function goMap(map: unknown): string {
  if (!isRecord(map)) return 'map[string]string(nil)';
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]string{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(', ')}}`;
}

/** Takes a list of texts; gives it as in `[]string{"a"}`. */
export function goStrings(list: unknown): string {
  return Array.isArray(list) ? `[]string{${list.map((one) => JSON.stringify(one)).join(', ')}}` : '[]string(nil)';
}

/** Takes a label selector; gives it as in `v1.LabelSelector{MatchLabels:…}`. */
export function goSelector(selector: unknown): string {
  const { matchLabels, matchExpressions } = isRecord(selector) ? selector : {};
  const expressions = Array.isArray(matchExpressions)
    ? `[]v1.LabelSelectorRequirement{${matchExpressions.filter(isRecord).map(goRequirement).join(', ')}}` : '[]v1.LabelSelectorRequirement(nil)';
  return `v1.LabelSelector{MatchLabels:${goMap(matchLabels)}, MatchExpressions:${expressions}}`;
}

function goRequirement({ key, operator, values }: JsonObject): string {
  return `v1.LabelSelectorRequirement{Key:${JSON.stringify(key ?? '')}, Operator:${JSON.stringify(operator ?? '')}, Values:${goStrings(values)}}`;
}

/** Takes a field, a value as Go prints it and what is wrong with it; gives the cause. */
export function invalidGo(field: string, value: string, detail: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${detail}`, field };
}
