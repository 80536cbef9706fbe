/** Label selectors of specs (k8s.io/apimachinery/pkg/apis/meta/v1/validation: ValidateLabelSelector). */
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { checkLabels } from './meta.ts';
import { invalidFor, labelValueFaults, qualifiedFaults } from './name.ts';

/** Takes a selector and its field; gives what is wrong with it. */
export function checkSelector(selector: JsonObject, field: string): Cause[] {
  return [
    ...checkLabels(selector['matchLabels'], `${field}.matchLabels`),
    ...records(selector['matchExpressions']).flatMap((expression, at) => checkExpression(expression, `${field}.matchExpressions[${at}]`)),
  ];
}

function checkExpression(expression: JsonObject, field: string): Cause[] {
  const { operator, key } = expression;
  const values = Array.isArray(expression['values']) ? expression['values'] : [];
  const found: Cause[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) found.push(causes.required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) found.push(causes.forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else found.push(causes.invalid(`${field}.operator`, operator ?? '', 'not a valid selector operator'));
  return [
    ...found,
    ...invalidFor(`${field}.key`, key ?? '', qualifiedFaults(String(key ?? ''))),
    ...values.flatMap((value, at) => invalidFor(`${field}.values[${at}]`, value, labelValueFaults(String(value)))),
  ];
}

/** Takes a selector; tells whether it selects everything. */
export function isEmptySelector(selector: JsonObject): boolean {
  return Object.keys(isRecord(selector['matchLabels']) ? selector['matchLabels'] : {}).length + records(selector['matchExpressions']).length === 0;
}
