/** Containers (k8s.io/kubernetes/pkg/apis/core/validation: validateContainerCommon). */
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { checkLabelName } from './meta.ts';
import { invalidFor, portFaults, portNameFaults } from './name.ts';
import { checkHandler, checkProbe } from './probe.ts';
import { checkResources } from './resources.ts';
import { checkRelativePath } from './volume.ts';

const pullPolicies = valuesOf('Container.imagePullPolicy');
const messagePolicies = valuesOf('Container.terminationMessagePolicy');
const protocols = valuesOf('ContainerPort.protocol');

/** Takes a container, its path, the names that are taken (it adds its own), the pod's volumes and whether it runs before the others; gives what is wrong with it. */
export function checkContainer(container: JsonObject, path: string, names: Set<string>, volumes: ReadonlySet<string>, first: boolean): Cause[] {
  return [
    ...checkName(container, path, names),
    ...checkImage(String(container['image'] ?? ''), `${path}.image`),
    ...checkLifecycle(container, path, first),
    ...enumerated(container, 'terminationMessagePolicy', messagePolicies, path),
    ...checkPorts(records(container['ports']), `${path}.ports`),
    ...checkEnv(records(container['env']), `${path}.env`),
    ...checkEnvFrom(records(container['envFrom']), `${path}.envFrom`),
    ...checkMounts(records(container['volumeMounts']), `${path}.volumeMounts`, volumes),
    ...enumerated(container, 'imagePullPolicy', pullPolicies, path),
    ...checkResources(container['resources'], `${path}.resources`),
  ];
}

function checkName(container: JsonObject, path: string, names: Set<string>): Cause[] {
  const name = String(container['name'] ?? '');
  if (name === '') return [causes.required(`${path}.name`)];
  const taken = names.has(name);
  names.add(name);
  return taken ? [causes.duplicate(`${path}.name`, name)] : checkLabelName(name, `${path}.name`);
}

function checkImage(image: string, field: string): Cause[] {
  if (image === '') return [causes.required(field)];
  return image === image.trim() ? [] : [causes.invalid(field, image, 'must not have leading or trailing whitespace')];
}

function enumerated(container: JsonObject, name: string, known: string[], path: string): Cause[] {
  const value = container[name];
  if (value === undefined || value === '') return [causes.required(`${path}.${name}`)];
  return known.includes(String(value)) ? [] : [causes.notSupported(`${path}.${name}`, value, known)];
}

function checkLifecycle(container: JsonObject, path: string, first: boolean): Cause[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
  // an init container that is restarted for ever is a sidecar, and may have what the others have
  if (first && container['restartPolicy'] !== 'Always') {
    return ['lifecycle', ...probes].filter((name) => container[name] !== undefined)
      .map((name) => causes.forbidden(`${path}.${name}`, 'may not be set for init containers without restartPolicy=Always'));
  }
  const lifecycle = isRecord(container['lifecycle']) ? container['lifecycle'] : {};
  return [
    ...Object.entries(lifecycle).flatMap(([name, handler]) => (isRecord(handler) ? checkHandler(handler, `${path}.lifecycle.${name}`) : [])),
    ...probes.flatMap((name) => (isRecord(container[name]) ? checkProbe(container[name], `${path}.${name}`, name !== 'readinessProbe') : [])),
  ];
}

function checkPorts(ports: JsonObject[], path: string): Cause[] {
  const seen = new Set<unknown>();
  return ports.flatMap((port, at) => {
    const field = `${path}[${at}]`;
    const { name, containerPort, hostPort, protocol } = port;
    const text = String(name ?? '');
    const found = text === '' ? [] : seen.has(text) ? [causes.duplicate(`${field}.name`, text)] : invalidFor(`${field}.name`, text, portNameFaults(text));
    seen.add(text);
    if (containerPort === undefined || containerPort === 0) found.push(causes.required(`${field}.containerPort`));
    else found.push(...invalidFor(`${field}.containerPort`, containerPort, portFaults(containerPort)));
    if (hostPort !== undefined && hostPort !== 0) found.push(...invalidFor(`${field}.hostPort`, hostPort, portFaults(hostPort)));
    if (!protocols.includes(String(protocol))) found.push(causes.notSupported(`${field}.protocol`, protocol, protocols));
    return found;
  });
}

function checkMounts(mounts: JsonObject[], path: string, volumes: ReadonlySet<string>): Cause[] {
  const seen = new Set<string>();
  return mounts.flatMap((mount, at) => {
    const field = `${path}[${at}]`;
    const name = String(mount['name'] ?? '');
    const where = String(mount['mountPath'] ?? '');
    const found: Cause[] = [];
    if (name === '') found.push(causes.required(`${field}.name`));
    if (!volumes.has(name)) found.push(causes.notFound(`${field}.name`, name));
    if (where === '') found.push(causes.required(`${field}.mountPath`));
    else if (seen.has(where)) found.push(causes.invalid(`${field}.mountPath`, where, 'must be unique'));
    found.push(...checkRelativePath(String(mount['subPath'] ?? ''), `${field}.subPath`));
    seen.add(where);
    return found;
  });
}
