/**
 * The paths of printer columns: the part of JSONPath that CustomResourceDefinitions use
 * (k8s.io/client-go/util/jsonpath): fields, `\.` for a dot in a name, `[*]`, and `[?(@.type=="Ready")]`.
 */
import { isRecord } from '../object.ts';

type Step = { at: 'field'; name: string } | { at: 'each' } | { at: 'where'; name: string; value: string };

const stepForm = /\.((?:\\.|[^.[\\])+)|\[\*\]|\[\?\(@\.(\w+)=="([^"]*)"\)\]/gy;

/** Takes a path; gives its steps. Throws a TypeError for one that does not parse: paths are ours, not a client's. */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  let end = 0;
  for (const [whole, field, name, value] of path.matchAll(stepForm)) {
    end += whole.length;
    if (field !== undefined) steps.push({ at: 'field', name: field.replace(/\\(.)/g, '$1') });
    else if (name !== undefined) steps.push({ at: 'where', name, value: value ?? '' });
    else steps.push({ at: 'each' });
  }
  if (end !== path.length) throw new TypeError(`${path} is no path of a printer column: mend it in its declaration`);
  return steps;
}

/** Takes a value and steps; gives the first thing they lead to, or undefined. */
export function follow(value: unknown, steps: readonly Step[]): unknown {
  let found: unknown[] = [value];
  for (const step of steps) found = found.flatMap((one) => take(one, step));
  return found[0];
}

function take(value: unknown, step: Step): unknown[] {
  if (step.at === 'field') return isRecord(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
  const items = Array.isArray(value) ? value as unknown[] : [];
  return step.at === 'each' ? items : items.filter((item) => isRecord(item) && item[step.name] === step.value);
}
