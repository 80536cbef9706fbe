/** What the API server fills into network policies (k8s.io/kubernetes/pkg/apis/networking/v1/defaults.go). */
import type { JsonObject } from '../object.ts';
import { fill, inner, records } from './fill.ts';

export function defaultNetworkPolicy(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, { policyTypes: spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'] });
  for (const rule of [...records(spec['ingress']), ...records(spec['egress'])]) {
    for (const port of records(rule['ports'])) fill(port, { protocol: 'TCP' });
  }
}
