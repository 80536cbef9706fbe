/**
 * Endpoints and EndpointSlices: which pods stand behind a Service, and which of them are ready. Both say the same: kubectl
 * reads the slices, people and older programs the Endpoints.
 */
import { isDeepStrictEqual } from 'node:util';
import { type KubeObject, ownerReference } from '../object.ts';
import { type Pod, isFinished, isReady } from '../pod.ts';
import { endpointSlices, endpoints, namespaces, pods, services } from '../resources.ts';
import { type Change, keyOf } from '../storage.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';

interface ServicePort { name?: string; port: number; targetPort?: number | string; protocol?: string }

interface Service extends KubeObject {
  spec: { selector?: Record<string, string>; ports?: ServicePort[]; type?: string; clusterIP?: string; publishNotReadyAddresses?: boolean };
}

interface Port { name?: string; port: number; protocol: string }

/** A pod behind a Service, with the ports it serves it on. */
interface Member { pod: Pod; ip: string; ready: boolean; serving: boolean; terminating: boolean; ports: Port[] }

const serviceName = 'kubernetes.io/service-name';
const managedBy = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };

export class EndpointsController implements Controller {
  readonly name = 'endpoints';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ resource, object, previous }: Change): string[] {
    if (resource === services) return [keyOf(object)];
    if (resource !== pods) return [];
    const found = this.#context.storage.list<Service>(services, object.metadata.namespace);
    return found.filter((service) => selects(service, object) || (previous !== undefined && selects(service, previous))).map(keyOf);
  }

  reconcile(key: string): undefined {
    const [namespace, name] = splitKey(key);
    const { storage, objects } = this.#context;
    const service = storage.get<Service>(services, namespace, name);
    if (!service) {
      if (storage.get(endpoints, namespace, name)) objects.delete(endpoints, namespace, name);
      return;
    }
    if (service.spec.selector === undefined || service.metadata.deletionTimestamp !== undefined || leaving(this.#context, namespace)) return;
    const members = storage.list<Pod>(pods, namespace).filter((pod) => selects(service, pod))
      .flatMap((pod) => memberOf(service, pod) ?? []).sort((a, b) => a.ip.localeCompare(b.ip, 'en', { numeric: true }));
    this.#writeEndpoints(service, members.filter((member) => !member.terminating));
    this.#writeSlice(service, members);
  }

  #writeEndpoints(service: Service, members: Member[]): void {
    const { storage, objects } = this.#context;
    const { name, namespace = '', labels } = service.metadata;
    const subsets = subsetsOf(members);
    const body = { ...(subsets.length > 0 ? { subsets } : {}) };
    const headless: Record<string, string> = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
    const wanted = { ...labels, ...headless };
    const old = storage.get(endpoints, namespace, name);
    if (!old) objects.create(endpoints, namespace, { metadata: { name, labels: wanted }, ...body });
    else {
      const { apiVersion, kind, metadata } = old;
      storage.update(endpoints, { apiVersion, kind, metadata: { ...metadata, labels: wanted }, ...body });
    }
  }

  #writeSlice(service: Service, members: Member[]): void {
    const { storage, objects } = this.#context;
    const { name, namespace = '', labels } = service.metadata;
    const old = storage.list(endpointSlices, namespace).find((slice) => slice.metadata.labels?.[serviceName] === name);
    const body = { addressType: 'IPv4', endpoints: members.map(endpointOf), ports: members[0]?.ports ?? [] };
    const headless: Record<string, string> = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
    const wanted = { ...labels, ...managedBy, [serviceName]: name, ...headless };
    if (!old) {
      objects.create(endpointSlices, namespace, { metadata: { generateName: `${name}-`, labels: wanted, ownerReferences: [ownerReference(service)] }, ...body });
    } else if (old.metadata.deletionTimestamp === undefined) {
      const { apiVersion, kind, metadata } = old;
      storage.update(endpointSlices, { apiVersion, kind, metadata: { ...metadata, labels: wanted }, ...body });
    }
  }
}

function leaving({ storage }: ControllerContext, namespace: string): boolean {
  return storage.get(namespaces, '', namespace)?.metadata.deletionTimestamp !== undefined;
}

function selects({ spec }: Service, { metadata }: KubeObject): boolean {
  const wanted = Object.entries(spec.selector ?? {});
  return wanted.length > 0 && wanted.every(([label, value]) => metadata.labels?.[label] === value);
}

function memberOf({ spec }: Service, pod: Pod): Member | null {
  const ip = pod.status?.podIP;
  if (ip === undefined || isFinished(pod)) return null;
  const ports = (spec.ports ?? []).flatMap(({ name, port, targetPort = port, protocol = 'TCP' }): Port[] => {
    const number = typeof targetPort === 'number' ? targetPort : namedPort(pod, targetPort);
    return number === undefined ? [] : [{ ...(name === undefined ? {} : { name }), port: number, protocol }];
  });
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  return { pod, ip, ready: spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating, ports };
}

function namedPort(pod: Pod, name: string): number | undefined {
  return pod.spec.containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name)?.containerPort;
}

/** Pods that serve on the same ports stand together. */
function subsetsOf(members: Member[]): object[] {
  const groups: { ports: Port[]; members: Member[] }[] = [];
  for (const member of members) {
    const group = groups.find(({ ports }) => isDeepStrictEqual(ports, member.ports));
    if (group) group.members.push(member);
    else groups.push({ ports: member.ports, members: [member] });
  }
  return groups.map(({ ports, members: all }) => {
    const ready = all.filter((member) => member.ready).map(addressOf);
    const others = all.filter((member) => !member.ready).map(addressOf);
    return { ...(ready.length > 0 ? { addresses: ready } : {}), ...(others.length > 0 ? { notReadyAddresses: others } : {}), ...(ports.length > 0 ? { ports } : {}) };
  });
}

function referenceOf({ metadata }: Pod): object {
  return { kind: 'Pod', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
}

function addressOf({ pod, ip }: Member): object {
  return { ip, ...(pod.spec.hostname === undefined ? {} : { hostname: pod.spec.hostname }), nodeName: pod.spec.nodeName, targetRef: referenceOf(pod) };
}

function endpointOf({ pod, ip, ready, serving, terminating }: Member): object {
  return { addresses: [ip], conditions: { ready, serving, terminating }, nodeName: pod.spec.nodeName, targetRef: referenceOf(pod) };
}
