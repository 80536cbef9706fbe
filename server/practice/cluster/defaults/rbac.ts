/** What the API server fills into bindings (k8s.io/kubernetes/pkg/apis/rbac/v1/defaults.go). */
import type { JsonObject } from '../object.ts';
import { fill, inner, records } from './fill.ts';

const group = 'rbac.authorization.k8s.io';

export function defaultBinding(object: JsonObject): void {
  fill(inner(object, 'roleRef'), { apiGroup: group });
  for (const subject of records(object['subjects'])) {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, { apiGroup: group });
  }
}
