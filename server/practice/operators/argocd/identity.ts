/** Which object a manifest is about, and which application it belongs to. */
import type { KubeObject, Manifest } from '../../cluster/object.ts';
import type { Resource } from '../../cluster/resource.ts';
import { registry } from '../../cluster/resources.ts';
import { trackingAnnotation } from './application.ts';

export interface Identity {
  group: string;
  version: string;
  kind: string;
  /** empty for what belongs to the whole cluster */
  namespace: string;
  name: string;
}

type Named = Pick<Manifest, 'apiVersion' | 'kind'> & { metadata: { name: string; namespace?: string } };

/** Takes an object or manifest; gives what it is called. */
export function identityOf({ apiVersion, kind, metadata }: Named): Identity {
  const at = apiVersion.indexOf('/');
  return {
    group: at === -1 ? '' : apiVersion.slice(0, at), version: apiVersion.slice(at + 1), kind, namespace: metadata.namespace ?? '', name: metadata.name,
  };
}

/** Takes an identity; gives a text that is the same for the same object in all versions of its group. */
export function keyOfIdentity({ group, kind, namespace, name }: Identity): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

/** Takes an object or manifest; gives the kind the cluster knows it as, or undefined. */
export function resourceOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): Resource | undefined {
  return registry.byKind(apiVersion, kind);
}

/** Takes an application's name and an identity; gives the text of the tracking annotation. */
export function trackingId(application: string, { group, kind, namespace, name }: Identity): string {
  return `${application}:${group}/${kind}:${namespace}/${name}`;
}

/** Takes an object; gives the application that its annotation names, when it names this object; else null: copies carry it too. */
export function applicationOf(object: KubeObject): string | null {
  const tracked = object.metadata.annotations?.[trackingAnnotation];
  const at = tracked?.indexOf(':') ?? -1;
  if (tracked === undefined || at === -1) return null;
  const application = tracked.slice(0, at);
  return tracked === trackingId(application, identityOf(object)) ? application : null;
}
