/** What a container needs, resolved: environment from ConfigMaps, Secrets and the pod itself, mounts, limits. */
import { isRecord } from '../object.ts';
import type { ContainerPlan, Mount, MountSource } from '../kubelet.ts';
import type { Container, EnvFrom, EnvVar, KeySelector, KeyToPath, Pod, Volume } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';
import { claims, configMaps, secrets } from '../resources.ts';
import type { Storage } from '../storage.ts';
import type { Claim } from '../workload.ts';

/** Variables that name each other twice double with every step; a program could not be given more than this anyway. */
const mostExpanded = 256 * 1024;

/** Something a pod refers to is not there (yet). */
export class Unresolved extends Error {}

interface Data { [key: string]: Uint8Array }

/** Takes storage, a pod and one of its containers; gives the plan. Throws Unresolved, whose message events tell. */
export function planContainer(storage: Storage, pod: Pod, container: Container): ContainerPlan {
  const limits = container.resources?.limits ?? {};
  const room = { left: mostExpanded };
  const env = environment(storage, pod, container, room);
  const expand = (text: string) => expandVariables(text, env, room);
  return {
    name: container.name,
    image: container.image,
    command: container.command?.map(expand) ?? null,
    args: container.args?.map(expand) ?? null,
    workingDir: container.workingDir ?? null,
    env,
    mounts: (container.volumeMounts ?? []).map((mount): Mount => ({
      path: mount.mountPath,
      readOnly: mount.readOnly ?? false,
      subPath: mount.subPath ?? '',
      source: source(storage, pod, (pod.spec.volumes ?? []).find((volume) => volume.name === mount.name) ?? { name: mount.name }),
    })),
    memory: limits['memory'] === undefined ? null : parseQuantity(limits['memory']),
    cpu: limits['cpu'] === undefined ? null : parseQuantity(limits['cpu']),
  };
}

/** Takes storage and a pod. Throws Unresolved when a volume cannot be mounted. */
export function checkVolumes(storage: Storage, pod: Pod): void {
  for (const volume of pod.spec.volumes ?? []) source(storage, pod, volume);
}

function source(storage: Storage, pod: Pod, volume: Volume): MountSource {
  const namespace = pod.metadata.namespace ?? '';
  const { persistentVolumeClaim: claim, configMap, secret } = volume;
  if (claim) {
    const bound = storage.get<Claim>(claims, namespace, claim.claimName);
    if (bound?.spec.volumeName === undefined) throw new Unresolved(`persistentvolumeclaim "${claim.claimName}" not found`);
    return { kind: 'volume', volume: bound.spec.volumeName, claim: claim.claimName };
  }
  if (configMap) return filesOf(dataOf(storage, namespace, 'configmap', configMap.name, configMap.optional), configMap.items, configMap.name);
  if (secret) return filesOf(dataOf(storage, namespace, 'secret', secret.secretName, secret.optional), secret.items, secret.secretName);
  return { kind: 'scratch', name: volume.name };
}

function filesOf(data: Data, items: KeyToPath[] | undefined, name: string): MountSource {
  if (!items) return { kind: 'files', files: data };
  return {
    kind: 'files',
    files: Object.fromEntries(items.map(({ key, path }) => {
      const bytes = data[key];
      if (!bytes) throw new Unresolved(`references non-existent config key: ${key} in "${name}"`);
      return [path, bytes];
    })),
  };
}

function dataOf(storage: Storage, namespace: string, kind: 'configmap' | 'secret', name: string, optional = false): Data {
  const found = storage.get(kind === 'secret' ? secrets : configMaps, namespace, name) as
    { data?: Record<string, string>; binaryData?: Record<string, string> } | undefined;
  if (!found) {
    if (optional) return {};
    throw new Unresolved(`${kind} "${name}" not found`);
  }
  const decoded = (map: Record<string, string> | undefined, encoding: BufferEncoding) =>
    Object.entries(map ?? {}).map(([key, text]): [string, Uint8Array] => [key, Buffer.from(text, encoding)]);
  return Object.fromEntries([...decoded(found.data, kind === 'secret' ? 'base64' : 'utf8'), ...decoded(found.binaryData, 'base64')]);
}

function environment(storage: Storage, pod: Pod, container: Container, room: Room): Record<string, string> {
  const env: Record<string, string> = {};
  for (const from of container.envFrom ?? []) Object.assign(env, allOf(storage, pod, from));
  for (const variable of container.env ?? []) {
    const value = valueOf(storage, pod, container, variable);
    if (value !== undefined) env[variable.name] = expandVariables(value, env, room);
  }
  return env;
}

function allOf(storage: Storage, pod: Pod, { prefix = '', configMapRef, secretRef }: EnvFrom): Record<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  const data = configMapRef ? dataOf(storage, namespace, 'configmap', configMapRef.name, configMapRef.optional)
    : secretRef ? dataOf(storage, namespace, 'secret', secretRef.name, secretRef.optional) : {};
  return Object.fromEntries(Object.entries(data).map(([key, bytes]) => [prefix + key, Buffer.from(bytes).toString()]));
}

function valueOf(storage: Storage, pod: Pod, container: Container, { value, valueFrom }: EnvVar): string | undefined {
  if (!valueFrom) return value ?? '';
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (secretKeyRef) return keyText(storage, pod, 'secret', secretKeyRef);
  if (configMapKeyRef) return keyText(storage, pod, 'configmap', configMapKeyRef);
  if (fieldRef) return fieldText(pod, fieldRef.fieldPath);
  return resourceFieldRef ? resourceText(container, resourceFieldRef.resource) : '';
}

function keyText(storage: Storage, pod: Pod, kind: 'secret' | 'configmap', reference: KeySelector): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const bytes = dataOf(storage, namespace, kind, reference.name, reference.optional)[reference.key];
  if (bytes) return Buffer.from(bytes).toString();
  if (reference.optional === true) return undefined;
  throw new Unresolved(`couldn't find key ${reference.key} in ${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${namespace}/${reference.name}`);
}

function resourceText(container: Container, resource: string): string {
  const [part = '', name = ''] = resource.split('.');
  const quantities = part === 'limits' ? container.resources?.limits : container.resources?.requests;
  return quantities?.[name] === undefined ? '0' : String(Math.ceil(parseQuantity(quantities[name])));
}

function fieldText(pod: Pod, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] === 'labels' ? 'labels' : 'annotations']?.[keyed[2] ?? ''] ?? '';
  let at: unknown = pod;
  for (const step of path.split('.')) at = isRecord(at) ? at[step] : undefined;
  return typeof at === 'string' ? at : '';
}

/** How much more text variables may still stand for in one container. */
interface Room { left: number }

/** `$(NAME)` stands for a variable told before; `$$` for a dollar; what is unknown stays as it is. Throws when there is no room. */
export function expandVariables(text: string, env: Record<string, string>, room: Room = { left: mostExpanded }): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    if (!Object.hasOwn(env, name)) return whole;
    const value = env[name] ?? '';
    room.left -= value.length;
    if (room.left < 0) throw new Unresolved(`the variables of the container stand for more than ${mostExpanded} characters of each other's values`);
    return value;
  });
}
