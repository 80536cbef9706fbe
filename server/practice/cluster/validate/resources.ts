/** Requests and limits (k8s.io/kubernetes/pkg/apis/core/validation: ValidateContainerResourceRequirements). */
import { isRecord } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { type Cause, causes } from '../status.ts';
import { invalidFor, qualifiedFaults } from './name.ts';

const standard = ['cpu', 'memory', 'ephemeral-storage'];

/** Takes what a container asks for, and its path; gives what is wrong with it. */
export function checkResources(resources: unknown, path: string): Cause[] {
  if (!isRecord(resources)) return [];
  const limits = isRecord(resources['limits']) ? resources['limits'] : {};
  const requests = isRecord(resources['requests']) ? resources['requests'] : {};
  return [
    ...Object.entries(limits).flatMap(([name, amount]) => checkAmount(name, amount, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, amount]) => [
      ...checkAmount(name, amount, `${path}.requests[${name}]`),
      ...(limits[name] !== undefined && parseQuantity(String(amount)) > parseQuantity(String(limits[name]))
        ? [causes.invalid(`${path}.requests`, String(amount), `must be less than or equal to ${name} limit of ${String(limits[name])}`)] : []),
    ]),
  ];
}

function checkAmount(name: string, amount: unknown, field: string): Cause[] {
  const known = standard.includes(name) || name.startsWith('hugepages-');
  return [
    ...invalidFor(field, name, qualifiedFaults(name)),
    ...(known || name.includes('/') ? [] : [
      causes.invalid(field, name, 'must be a standard resource type or fully qualified'), causes.invalid(field, name, 'must be a standard resource for containers'),
    ]),
    ...(parseQuantity(String(amount)) < 0 ? [causes.invalid(field, String(amount), 'must be greater than or equal to 0')] : []),
  ];
}
