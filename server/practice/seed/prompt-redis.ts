/** The objects of Prompt Redis in a new cluster, as its Helm chart would make them. */
import type { Manifest } from '../cluster/object.ts';
import { seededTag } from '../images/redis.ts';

export const namespace = 'prompt-redis';
/** The claim that the StatefulSet's template makes for its one replica. */
export const claim = 'prompt-redis-data-prompt-redis-0';

const name = 'prompt-redis';
const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };

const configuration = `# Keeps every change on the volume: a restart loses nothing, destroying the volume loses everything.
bind 127.0.0.1
dir /data
appendonly yes
appendfsync everysec
`;

/** Gives the objects in the order they are to be made. */
export function promptRedis(): Manifest[] {
  const metadata = { name, namespace, labels };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'prompt-redis-config' }, data: { 'redis.conf': configuration } },
    {
      apiVersion: 'v1', kind: 'Service', metadata,
      spec: { clusterIP: 'None', selector: labels, ports: [{ name: 'redis', port: 6379, targetPort: 6379, protocol: 'TCP' }] },
    },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: statefulSet() },
  ];
}

function statefulSet(): Record<string, unknown> {
  return {
    replicas: 1,
    serviceName: name,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 30,
        containers: [{
          name: 'redis',
          image: `redis:${seededTag}`,
          args: ['redis-server', '/etc/redis/redis.conf'],
          ports: [{ name: 'redis', containerPort: 6379, protocol: 'TCP' }],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
          volumeMounts: [{ name: 'prompt-redis-data', mountPath: '/data' }, { name: 'config', mountPath: '/etc/redis', readOnly: true }],
        }],
        volumes: [{ name: 'config', configMap: { name: 'prompt-redis-config' } }],
      },
    },
    volumeClaimTemplates: [{
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'prompt-redis-data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }],
  };
}
