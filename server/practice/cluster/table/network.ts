/** The columns of Endpoints, EndpointSlices, Ingresses and NetworkPolicies (k8s.io/kubernetes/pkg/printers/internalversion). */
import type { KubeObject } from '../object.ts';
import { type LabelSelector, formatSelector } from '../selector.ts';
import { ageColumn, nameColumn } from './core.ts';
import { type Column, column } from './column.ts';

/** How many addresses, ports or hosts are named; the rest is counted. */
const most = 3;

interface Endpoints extends KubeObject {
  subsets?: { addresses?: { ip: string }[]; ports?: { port: number }[] }[];
}

interface EndpointSlice extends KubeObject {
  addressType?: string;
  endpoints?: { addresses: string[] }[] | null;
  ports?: { port?: number; name?: string }[] | null;
}

interface Ingress extends KubeObject {
  spec: { ingressClassName?: string; rules?: { host?: string }[]; tls?: unknown[] };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

interface NetworkPolicy extends KubeObject { spec: { podSelector?: LabelSelector } }

function some(all: string[], none: string, rest: string): string {
  if (all.length === 0) return none;
  const shown = all.slice(0, most).join(',');
  return all.length > most ? `${shown}${rest.replace('N', String(all.length - most))}` : shown;
}

function addresses({ subsets = [] }: Endpoints): string {
  const all = subsets.flatMap(({ addresses: found = [], ports = [] }) => (
    ports.length === 0 ? found.map(({ ip }) => ip) : ports.flatMap(({ port }) => found.map(({ ip }) => `${ip}:${port}`))));
  return some(all, '<none>', ' + N more...');
}

export const endpointsColumns: Column<Endpoints>[] = [nameColumn, column('Endpoints', addresses), ageColumn];

export const endpointSliceColumns: Column<EndpointSlice>[] = [
  nameColumn,
  column('AddressType', ({ addressType }) => addressType ?? ''),
  column('Ports', ({ ports }) => some((ports ?? []).map(({ port, name }) => (port === undefined ? name ?? '*' : String(port))), '<unset>', ' + N more...')),
  column('Endpoints', (slice) => some((slice.endpoints ?? []).flatMap((one) => one.addresses), '<unset>', ' + N more...')),
  ageColumn,
];

function hosts({ spec }: Ingress): string {
  const named = (spec.rules ?? []).flatMap(({ host }) => (host === undefined || host === '' ? [] : [host]));
  return some(named, '*', ' + N more...');
}

function balancers({ status }: Ingress): string {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []).join(',');
}

export const ingressColumns: Column<Ingress>[] = [
  nameColumn,
  column('Class', ({ spec }) => spec.ingressClassName ?? '<none>'),
  column('Hosts', hosts),
  column('Address', balancers),
  column('Ports', ({ spec }) => ((spec.tls ?? []).length > 0 ? '80, 443' : '80')),
  ageColumn,
];

export const networkPolicyColumns: Column<NetworkPolicy>[] = [
  nameColumn, column('Pod-Selector', ({ spec }) => formatSelector(spec.podSelector) || '<none>'), ageColumn,
];
