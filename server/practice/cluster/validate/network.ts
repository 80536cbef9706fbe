/** Ingresses and network policies (k8s.io/kubernetes/pkg/apis/networking/validation). */
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { invalidGo } from './go.ts';
import { invalidFor, portFaults, portNameFaults, serviceFaults, subdomainFaults } from './name.ts';
import { checkSelector } from './selector.ts';

const pathTypes = valuesOf('HTTPIngressPath.pathType');

const recordIn = (object: JsonObject, name: string): JsonObject => (isRecord(object[name]) ? object[name] : {});

/** Takes an Ingress; gives what is wrong with it. */
export function checkIngress(object: JsonObject): Cause[] {
  const spec = recordIn(object, 'spec');
  const rules = records(spec['rules']);
  const found = rules.length === 0 && !isRecord(spec['defaultBackend'])
    ? [invalidGo('spec', '[]networking.IngressRule(nil)', 'either `defaultBackend` or `rules` must be specified')] : [];
  if (isRecord(spec['defaultBackend'])) found.push(...checkBackend(spec['defaultBackend'], 'spec.defaultBackend'));
  return [...found, ...rules.flatMap((rule, at) => checkRule(rule, `spec.rules[${at}]`))];
}

function checkRule(rule: JsonObject, field: string): Cause[] {
  const host = String(rule['host'] ?? '');
  const found = host === '' ? [] : invalidFor(`${field}.host`, host, subdomainFaults(host.replace(/^\*\./, '')));
  if (!isRecord(rule['http'])) return found;
  const paths = records(rule['http']['paths']);
  if (paths.length === 0) found.push(causes.required(`${field}.http.paths`));
  return [...found, ...paths.flatMap((path, at) => checkPath(path, `${field}.http.paths[${at}]`))];
}

function checkPath(path: JsonObject, field: string): Cause[] {
  const { pathType } = path;
  const where = String(path['path'] ?? '');
  const needsPath = pathType === 'Exact' || pathType === 'Prefix';
  return [
    ...(pathType === undefined ? [causes.required(`${field}.pathType`, 'pathType must be specified')]
      : pathTypes.includes(String(pathType)) ? [] : [causes.notSupported(`${field}.pathType`, pathType, pathTypes)]),
    ...((needsPath || where !== '') && !where.startsWith('/') ? [causes.invalid(`${field}.path`, where, 'must be an absolute path')] : []),
    ...checkBackend(recordIn(path, 'backend'), `${field}.backend`),
  ];
}

function checkBackend(backend: JsonObject, field: string): Cause[] {
  const { service, resource } = backend;
  if (service !== undefined && resource !== undefined) return [causes.invalid(field, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) return [];
  if (!isRecord(service)) return [causes.required(field, 'must specify a service or a resource')];
  const name = String(service['name'] ?? '');
  const port = recordIn(service, 'port');
  const noPort = port['name'] === undefined && port['number'] === undefined;
  return [
    ...(name === '' ? [causes.required(`${field}.service.name`)] : invalidFor(`${field}.service.name`, name, serviceFaults(name))),
    ...(noPort ? [causes.required(field, 'port name or number is required')] : []),
    ...(typeof port['name'] === 'string' ? invalidFor(`${field}.service.port.name`, port['name'], portNameFaults(port['name'])) : []),
    ...(typeof port['number'] === 'number' ? invalidFor(`${field}.service.port.number`, port['number'], portFaults(port['number'])) : []),
  ];
}

/** Takes a NetworkPolicy; gives what is wrong with it. */
export function checkNetworkPolicy(object: JsonObject): Cause[] {
  const spec = recordIn(object, 'spec');
  const types = Array.isArray(spec['policyTypes']) ? spec['policyTypes'] : [];
  return [
    ...checkSelector(recordIn(spec, 'podSelector'), 'spec.podSelector'),
    ...types.flatMap((type: unknown, at) => (type === 'Ingress' || type === 'Egress' ? [] : [causes.notSupported(`spec.policyTypes[${at}]`, type, ['Egress', 'Ingress'])])),
  ];
}
