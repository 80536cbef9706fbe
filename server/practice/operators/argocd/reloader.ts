/**
 * Restarts Deployments when a Secret or ConfigMap they use has changed, where their annotation asks for it
 * (https://github.com/stakater/Reloader): programs that read their settings when they start need that.
 */
import { createHash } from 'node:crypto';
import { formatTime } from '../../cluster/clock.ts';
import type { Controller, ControllerContext } from '../../cluster/controllers/controller.ts';
import { type KubeObject, isRecord } from '../../cluster/object.ts';
import { configMaps, deployments, secrets } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';
import type { Deployment } from '../../cluster/workload.ts';

/** By the kind it restarts for; the plain one is for both. */
const autoAnnotations: Readonly<Record<string, readonly string[]>> = {
  Secret: ['reloader.stakater.com/auto', 'secret.reloader.stakater.com/auto'],
  ConfigMap: ['reloader.stakater.com/auto', 'configmap.reloader.stakater.com/auto'],
};
const reloadedAnnotation = 'reloader.stakater.com/last-reloaded-from';

/** Remembered at most, those that changed last: names come and go without end. A cluster holds fewer objects. */
const mostSeen = 10_000;

export class Reloader implements Controller {
  readonly name = 'reloader';
  readonly #context: ControllerContext;
  /** what Secrets and ConfigMaps held when they were last seen; one that is deleted and comes back is the same one */
  readonly #seen = new Map<string, string>();

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ resource, object, type }: Change): string[] {
    if ((resource !== secrets && resource !== configMaps) || type === 'DELETED') return [];
    return [`${resource.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`];
  }

  reconcile(key: string): undefined {
    const [kind = '', namespace = '', name = ''] = key.split('/');
    const object = this.#context.storage.get(kind === 'Secret' ? secrets : configMaps, namespace, name);
    if (!object) return undefined;
    const hash = contentHash(object);
    const before = this.#seen.get(key);
    this.#seen.delete(key);
    this.#seen.set(key, hash);
    const [oldest = key] = this.#seen.keys();
    if (this.#seen.size > mostSeen) this.#seen.delete(oldest);
    if (before === undefined || before === hash) return undefined;
    const users = this.#context.storage.list<Deployment>(deployments, namespace)
      .filter((one) => asks(one, kind) && one.metadata.deletionTimestamp === undefined && uses(one, kind, name));
    for (const one of users) this.#restart(one, { kind, name, hash });
    return undefined;
  }

  #restart(deployment: Deployment, { kind, name, hash }: { kind: string; name: string; hash: string }): void {
    const { template } = deployment.spec;
    const from = JSON.stringify({ type: kind.toUpperCase(), name, namespace: deployment.metadata.namespace, hash, observedAt: formatTime(this.#context.clock.now()) });
    const metadata = { ...template.metadata, annotations: { ...template.metadata?.annotations, [reloadedAnnotation]: from } };
    this.#context.objects.update(deployments, { ...deployment, spec: { ...deployment.spec, template: { ...template, metadata } } });
  }
}

function asks({ metadata }: Deployment, kind: string): boolean {
  return autoAnnotations[kind]?.some((name) => metadata.annotations?.[name] === 'true') ?? false;
}

function contentHash(object: KubeObject): string {
  const { data, binaryData } = object as unknown as { data?: unknown; binaryData?: unknown };
  return createHash('sha1').update(JSON.stringify([data ?? {}, binaryData ?? {}])).digest('hex');
}

/** Takes a Deployment; tells whether its pods mount the Secret or ConfigMap or have their environment from it. */
function uses(deployment: Deployment, kind: string, name: string): boolean {
  const [named, source] = kind === 'Secret' ? ['secretName', 'secret'] : ['name', 'configMap'];
  const refers = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(refers);
    if (!isRecord(value)) return false;
    const mounted = value[source];
    if (isRecord(mounted) && mounted[named] === name) return true;
    const references = [value[`${source}Ref`], value[`${source}KeyRef`]];
    return references.some((reference) => isRecord(reference) && reference['name'] === name) || Object.values(value).some(refers);
  };
  return refers(deployment.spec.template.spec);
}
