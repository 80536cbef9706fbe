/** Prompt Redis in a new cluster: its objects, as its Helm chart would make them, and the streams on its volume. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../cluster/object.ts';
import { seededTag } from '../images/redis.ts';
import type { ServiceSeed } from './service.ts';
import { appendOnlyFile, type StreamSeed } from './streams.ts';

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

/** context → its streams */
export const streams: Readonly<Record<string, readonly StreamSeed[]>> = {
  'usdfdev-prompt-processing': [
    { instrument: 'hsc', sent: 12, read: 12, pending: 0 },
    { instrument: 'latiss', sent: 20, read: 18, pending: 2 },
    { instrument: 'lsstcam', sent: 31, read: 27, pending: 1 },
  ],
  // The figures of the runbook's example: 72 read, a lag of 9, nothing pending.
  'usdfprod-prompt-processing': [{ instrument: 'lsstcam', sent: 81, read: 72, pending: 0 }],
};

export const promptRedis: ServiceSeed = {
  manifests,
  plant(folder, now, context) {
    const place = join(folder, 'seeds', namespace, claim);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    writeFileSync(join(place, 'appendonly.aof'), appendOnlyFile(streams[context] ?? [], now));
  },
};

function manifests(): Manifest[] {
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
