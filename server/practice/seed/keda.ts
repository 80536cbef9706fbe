/** KEDA in a new cluster: the operator's Deployment in the namespace `keda`. */
import type { Manifest } from '../cluster/object.ts';
import { kedaTag } from '../images/keda.ts';
import type { ServiceSeed } from './service.ts';

const namespace = 'keda';
const name = 'keda-operator';
const selector = { app: name };
const labels = {
  ...selector, name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'keda', 'app.kubernetes.io/part-of': name,
  'app.kubernetes.io/component': 'operator', 'app.kubernetes.io/version': kedaTag, 'app.kubernetes.io/managed-by': 'Helm',
};

export const keda: ServiceSeed = {
  manifests: (): Manifest[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } },
    {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            terminationGracePeriodSeconds: 10,
            containers: [{
              name, image: `ghcr.io/kedacore/keda:${kedaTag}`,
              resources: { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '1', memory: '1000Mi' } },
            }],
          },
        },
      },
    },
  ],
};
