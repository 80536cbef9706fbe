/** Probes and handlers (k8s.io/kubernetes/pkg/apis/core/validation: validateProbe, validateHandler). */
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { invalidFor, portFaults, portNameFaults } from './name.ts';

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
const times = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** Takes a probe, its path and whether one success must be enough; gives what is wrong with it. */
export function checkProbe(probe: JsonObject, path: string, once: boolean): Cause[] {
  return [
    ...checkHandler(probe, path),
    ...times.filter((name) => Number(probe[name] ?? 0) < 0).map((name) => causes.invalid(`${path}.${name}`, probe[name], 'must be greater than or equal to 0')),
    ...(once && Number(probe['successThreshold'] ?? 1) !== 1 ? [causes.invalid(`${path}.successThreshold`, probe['successThreshold'], 'must be 1')] : []),
  ];
}

/** Takes what a probe or hook does, and its path; gives what is wrong with it. */
export function checkHandler(handler: JsonObject, path: string): Cause[] {
  const [first, ...more] = handlers.filter((name) => handler[name] !== undefined);
  if (first === undefined) return [causes.required(path, 'must specify a handler type')];
  const action = isRecord(handler[first]) ? handler[first] : {};
  return [
    ...checkAction(action, first, `${path}.${first}`),
    ...more.map((name) => causes.forbidden(`${path}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

function checkAction(action: JsonObject, kind: string, field: string): Cause[] {
  if (kind === 'exec') return Array.isArray(action['command']) && action['command'].length > 0 ? [] : [causes.required(`${field}.command`)];
  if (kind !== 'httpGet' && kind !== 'tcpSocket') return [];
  const port = action['port'];
  const schemes = valuesOf('HTTPGetAction.scheme');
  return [
    ...(kind === 'httpGet' && String(action['path'] ?? '') === '' ? [causes.required(`${field}.path`)] : []),
    ...invalidFor(`${field}.port`, port ?? 0, typeof port === 'string' ? portNameFaults(port) : portFaults(port)),
    ...(kind === 'httpGet' && !schemes.includes(String(action['scheme'])) ? [causes.notSupported(`${field}.scheme`, action['scheme'], schemes)] : []),
  ];
}
