/** The Strimzi operator in a new cluster: its Deployment in the namespace `strimzi`. */
import type { Manifest } from '../cluster/object.ts';
import { strimziTag } from '../images/strimzi.ts';
import { operationTimeout } from '../operators/strimzi/kafka-controller.ts';
import type { ServiceSeed } from './service.ts';

const namespace = 'strimzi';
const name = 'strimzi-cluster-operator';
const selector = { name, 'strimzi.io/kind': 'cluster-operator' };
const labels = { app: 'strimzi', 'app.kubernetes.io/name': 'strimzi', 'app.kubernetes.io/instance': 'strimzi', component: 'deployment' };

export const strimzi: ServiceSeed = {
  manifests: (): Manifest[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } },
    {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, ...selector } },
          spec: {
            serviceAccountName: name,
            terminationGracePeriodSeconds: 10,
            containers: [{
              name, image: `quay.io/strimzi/operator:${strimziTag}`,
              env: [
                { name: 'STRIMZI_NAMESPACE', value: '*' },
                { name: 'STRIMZI_OPERATION_TIMEOUT_MS', value: String(operationTimeout) },
                { name: 'POD_NAMESPACE', value: namespace },
              ],
              resources: { requests: { cpu: '200m', memory: '384Mi' }, limits: { cpu: '1', memory: '384Mi' } },
            }],
          },
        },
      },
    },
  ],
};
