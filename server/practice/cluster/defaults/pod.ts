/** What the API server fills into a pod's spec (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go). */
import { type JsonObject, isRecord } from '../object.ts';
import { fill, records } from './fill.ts';

/** Takes the spec of a pod or of a template, its own to change. */
export function defaultPodSpec(spec: JsonObject): void {
  fill(spec, {
    restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler',
  });
  if (typeof spec['serviceAccountName'] === 'string') fill(spec, { serviceAccount: spec['serviceAccountName'] });
  for (const list of ['initContainers', 'containers']) records(spec[list]).forEach(defaultContainer);
  records(spec['volumes']).forEach(defaultVolume);
}

/** What admission adds to a pod, but not to templates: its account, and how long it stays on a lost node. */
export function admitPod(spec: JsonObject): void {
  fill(spec, { serviceAccountName: 'default' });
  fill(spec, {
    serviceAccount: spec['serviceAccountName'], enableServiceLinks: true, priority: 0, preemptionPolicy: 'PreemptLowerPriority',
    tolerations: ['not-ready', 'unreachable'].map((key) => (
      { key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
  });
}

function defaultContainer(container: JsonObject): void {
  const image = typeof container['image'] === 'string' ? container['image'] : '';
  fill(container, {
    imagePullPolicy: tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent', resources: {},
    terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File',
  });
  for (const port of records(container['ports'])) fill(port, { protocol: 'TCP' });
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) => container[name])) {
    if (!isRecord(probe)) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    defaultHandler(probe);
  }
  if (isRecord(container['lifecycle'])) Object.values(container['lifecycle']).filter(isRecord).forEach(defaultHandler);
  const resources = container['resources'];
  if (isRecord(resources) && isRecord(resources['limits'])) {
    resources['requests'] = { ...resources['limits'], ...isRecord(resources['requests']) ? resources['requests'] : {} };
  }
  for (const { valueFrom } of records(container['env'])) {
    if (isRecord(valueFrom) && isRecord(valueFrom['fieldRef'])) fill(valueFrom['fieldRef'], { apiVersion: 'v1' });
  }
}

function defaultHandler({ httpGet }: JsonObject): void {
  if (isRecord(httpGet)) fill(httpGet, { path: '/', scheme: 'HTTP' });
}

function tagOf(image: string): string {
  if (image.includes('@')) return '';
  return /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
}

function defaultVolume(volume: JsonObject): void {
  for (const source of ['configMap', 'secret', 'downwardAPI', 'projected'].map((name) => volume[name])) {
    if (isRecord(source)) fill(source, { defaultMode: 420 });
  }
  if (isRecord(volume['hostPath'])) fill(volume['hostPath'], { type: '' });
  if (Object.keys(volume).length === 1) volume['emptyDir'] = {};
}
