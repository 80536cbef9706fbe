/** From a Service to the pods behind it. */
import type { KubeObject } from './object.ts';
import type { Pod } from './pod.ts';
import { pods, services } from './resources.ts';
import type { Storage } from './storage.ts';

interface Service extends KubeObject {
  spec: { selector?: Record<string, string>; ports?: { name?: string; port: number; targetPort?: number | string }[] };
}

export interface Endpoint {
  pod: string;
  port: number;
}

/** Takes a cluster's objects and a port of a Service; gives the ready pods behind it with the port each serves it on. */
export function endpointsOf(storage: Storage, namespace: string, service: string, port: number): Endpoint[] {
  const found = storage.get<Service>(services, namespace, service);
  const wanted = found?.spec.ports?.find((one) => one.port === port);
  const selector = Object.entries(found?.spec.selector ?? {});
  if (wanted === undefined || selector.length === 0) return [];
  return storage.list<Pod>(pods, namespace)
    .filter((pod) => isReady(pod) && selector.every(([label, value]) => pod.metadata.labels?.[label] === value))
    .flatMap((pod) => {
      const target = portOf(pod, wanted.targetPort ?? wanted.port);
      return target === null ? [] : [{ pod: pod.metadata.name, port: target }];
    });
}

function isReady({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}

/** A target may be the name that a container gives one of its ports. */
function portOf(pod: Pod, target: number | string): number | null {
  if (typeof target === 'number') return target;
  const named = pod.spec.containers.flatMap(({ ports = [] }) => ports as { name?: string; containerPort: number }[]).find(({ name }) => name === target);
  return named?.containerPort ?? null;
}
