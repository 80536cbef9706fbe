/** What the API server fills into the other kinds of core/v1. */
import { createHash } from 'node:crypto';
import { type JsonObject, isRecord } from '../object.ts';
import { fill, inner, records } from './fill.ts';

export function defaultSecret(object: JsonObject): void {
  fill(object, { type: 'Opaque' });
  plainBase64(object['data']);
  const plain = object['stringData'];
  if (!isRecord(plain)) return;
  const data = inner(object, 'data');
  for (const [key, value] of Object.entries(plain)) data[key] = Buffer.from(String(value)).toString('base64');
  delete object['stringData'];
}

/** Bytes may be sent with line breaks in them, as kustomize does, and are kept without: encoding/base64 of Go passes over those. */
export function plainBase64(data: unknown): void {
  if (!isRecord(data)) return;
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'string') data[key] = value.replace(/[\r\n]/g, '');
  }
}

export function defaultService(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  for (const port of records(spec['ports'])) fill(port, { protocol: 'TCP', targetPort: port['port'] });
  if (spec['type'] === 'ExternalName') return;
  if (spec['type'] === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
  if (spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort') {
    fill(spec, { externalTrafficPolicy: 'Cluster' });
    records(spec['ports']).forEach((port, at) => { fill(port, { nodePort: nodePortOf(String(inner(object, 'metadata')['uid']), at) }); });
  }
  const metadata = inner(object, 'metadata');
  const address = typeof spec['clusterIP'] === 'string' && spec['clusterIP'] !== '' ? spec['clusterIP'] : addressOf(String(metadata['uid']));
  spec['clusterIP'] = address;
  fill(spec, { clusterIPs: [address], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster' });
}

/** Nothing routes to it: it only has to look like one, and to stay the same. */
function addressOf(uid: string): string {
  const digest = createHash('sha256').update(uid).digest();
  return `10.96.${digest[0] ?? 0}.${1 + (digest[1] ?? 0) % 254}`;
}

/** As with its address: of the usual range, and the same each time. */
function nodePortOf(uid: string, at: number): number {
  return 30_000 + (createHash('sha256').update(uid).digest().readUInt16BE(2) + at) % 2_768;
}

export function defaultClaim(object: JsonObject): void {
  fill(inner(object, 'spec'), { volumeMode: 'Filesystem', storageClassName: 'standard' });
}

export function defaultVolume(object: JsonObject): void {
  fill(inner(object, 'spec'), { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' });
}

export function defaultNamespace(object: JsonObject): void {
  const metadata = inner(object, 'metadata');
  fill(inner(metadata, 'labels'), { 'kubernetes.io/metadata.name': metadata['name'] });
  fill(inner(object, 'spec'), { finalizers: ['kubernetes'] });
}

export function defaultStorageClass(object: JsonObject): void {
  fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

export function defaultRevision(object: JsonObject): void {
  fill(object, { revision: 0 });
}

export function defaultEvent(object: JsonObject): void {
  fill(object, {
    eventTime: null, firstTimestamp: null, lastTimestamp: null, source: {}, reportingComponent: '', reportingInstance: '', reason: '', message: '', type: 'Normal',
  });
  fill(inner(object, 'involvedObject'), { kind: '', name: '' });
}
