/** Services (k8s.io/kubernetes/pkg/apis/core/validation: ValidateService). */
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { goStrings, invalidGo } from './go.ts';
import { checkLabelName, checkLabels } from './meta.ts';
import { invalidFor, portFaults, portNameFaults, subdomainFaults } from './name.ts';

const types = valuesOf('ServiceSpec.type');
const protocols = valuesOf('ServicePort.protocol');
const affinities = valuesOf('ServiceSpec.sessionAffinity');
/** As kube-apiserver's `--service-node-port-range` says unless told otherwise. */
const nodePorts = { from: 30_000, to: 32_767 };

const specOf = (object: JsonObject): JsonObject => (isRecord(object['spec']) ? object['spec'] : {});

/** Takes a Service with its defaults; gives what is wrong with it. */
export function checkService(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const type = String(spec['type']);
  const ports = records(spec['ports']);
  const address = String(spec['clusterIP'] ?? '');
  return [
    ...(types.includes(type) ? [] : [causes.notSupported('spec.type', spec['type'], types)]),
    ...(ports.length === 0 && type !== 'ExternalName' && address !== 'None' ? [causes.required('spec.ports')] : []),
    ...(address === '' || address === 'None' || isIP(address) !== 0 ? []
      : [causes.invalid('spec.clusterIPs[0]', address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]),
    ...checkExternalName(spec),
    ...checkPorts(ports, type),
    ...checkLabels(spec['selector'], 'spec.selector'),
    ...(affinities.includes(String(spec['sessionAffinity'])) ? [] : [causes.notSupported('spec.sessionAffinity', spec['sessionAffinity'], affinities)]),
  ];
}

function checkExternalName(spec: JsonObject): Cause[] {
  if (spec['type'] !== 'ExternalName') return [];
  const name = String(spec['externalName'] ?? '').replace(/\.$/, '');
  return name === '' ? [causes.required('spec.externalName')] : invalidFor('spec.externalName', name, subdomainFaults(name));
}

function checkPorts(ports: JsonObject[], type: string): Cause[] {
  const names = new Set<string>();
  const numbers = new Set<string>();
  return ports.flatMap((port, at) => {
    const field = `spec.ports[${at}]`;
    const name = String(port['name'] ?? '');
    const number = `${String(port['port'])}/${String(port['protocol'])}`;
    const found: Cause[] = [];
    if (name === '') found.push(...(ports.length > 1 ? [causes.required(`${field}.name`)] : []));
    else if (names.has(name)) found.push(causes.duplicate(`${field}.name`, name));
    else found.push(...checkLabelName(name, `${field}.name`));
    found.push(...checkPort(port, field, type), ...(numbers.has(number) ? [twice(port, field)] : []));
    names.add(name);
    numbers.add(number);
    return found;
  });
}

function checkPort(port: JsonObject, field: string, type: string): Cause[] {
  const number = port['port'];
  const found: Cause[] = [];
  found.push(...invalidFor(`${field}.port`, number ?? 0, portFaults(number)));
  const protocol = String(port['protocol'] ?? '');
  if (!protocols.includes(protocol)) found.push(causes.notSupported(`${field}.protocol`, protocol, protocols));
  const target = port['targetPort'];
  found.push(...invalidFor(`${field}.targetPort`, target, typeof target === 'string' ? portNameFaults(target) : target === undefined ? [] : portFaults(target)));
  return [...found, ...checkNodePort(port['nodePort'], `${field}.nodePort`, type)];
}

function checkNodePort(port: unknown, field: string, type: string): Cause[] {
  if (typeof port !== 'number' || port === 0) return [];
  if (type !== 'NodePort' && type !== 'LoadBalancer') return [causes.forbidden(field, `may not be used when \`type\` is '${type}'`)];
  const { from, to } = nodePorts;
  return port >= from && port <= to ? []
    : [causes.invalid(field, port, `provided port is not in the valid range. The range of valid ports is ${from}-${to}`)];
}

function twice({ name, protocol, port, targetPort, nodePort }: JsonObject, field: string): Cause {
  const target = typeof targetPort === 'string' ? `Type:1, IntVal:0, StrVal:${JSON.stringify(targetPort)}` : `Type:0, IntVal:${String(targetPort ?? 0)}, StrVal:""`;
  const shown = `core.ServicePort{Name:${JSON.stringify(name ?? '')}, Protocol:${JSON.stringify(protocol)}, AppProtocol:(*string)(nil), Port:${String(port)}, `
    + `TargetPort:intstr.IntOrString{${target}}, NodePort:${String(nodePort ?? 0)}}`;
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${shown}`, field };
}

/** The address of a Service stays. */
export function checkServiceUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const [spec, before] = [specOf(object), specOf(old)];
  if (before['clusterIP'] === undefined || spec['type'] === 'ExternalName') return [];
  if (isDeepStrictEqual(spec['clusterIP'], before['clusterIP'])) return [];
  return [invalidGo('spec.clusterIPs[0]', goStrings([spec['clusterIP'] ?? '']), 'may not change once set')];
}
