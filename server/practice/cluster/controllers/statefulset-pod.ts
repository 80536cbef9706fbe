/** The pods of a StatefulSet: their names, and how one is made from the template (pure). */
import { ownerReference } from '../object.ts';
import type { Pod, PodTemplate, Volume } from '../pod.ts';
import type { ControllerRevision, StatefulSet } from '../workload.ts';

/** Takes a StatefulSet and a pod of it; gives the pod's ordinal, or -1 when its name has none. */
export function ordinalOf(set: StatefulSet, pod: Pod): number {
  const { name } = pod.metadata;
  const prefix = `${set.metadata.name}-`;
  const ordinal = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(ordinal) ? Number(ordinal) : -1;
}

/** Takes a pod; gives the name of the revision it was made from. */
export function revisionOf(pod: Pod): string {
  return pod.metadata.labels?.['controller-revision-hash'] ?? '';
}

/** Takes the name of a claim template, a StatefulSet and an ordinal; gives the name of the claim. */
export function claimName(template: string, set: StatefulSet, ordinal: number): string {
  return `${template}-${set.metadata.name}-${ordinal}`;
}

/** Takes a StatefulSet, an ordinal and a revision; gives the manifest of the pod. */
export function podManifest(set: StatefulSet, ordinal: number, revision: ControllerRevision): object {
  const template: PodTemplate = revision.data.spec.template;
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }): Volume => (
    { name: metadata.name, persistentVolumeClaim: { claimName: claimName(metadata.name, set, ordinal) } }));
  const names = new Set(claims.map((volume) => volume.name));
  return {
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      labels: {
        ...template.metadata?.labels,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'controller-revision-hash': revision.metadata.name,
        'statefulset.kubernetes.io/pod-name': name,
      },
      ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
      ownerReferences: [ownerReference(set)],
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      volumes: [...claims, ...(template.spec.volumes ?? []).filter((volume) => !names.has(volume.name))],
    },
  };
}

/** Takes a StatefulSet, one of its claim templates and an ordinal; gives the manifest of the claim. */
export function claimManifest(set: StatefulSet, template: NonNullable<StatefulSet['spec']['volumeClaimTemplates']>[number], ordinal: number): object {
  return {
    metadata: {
      ...template.metadata,
      name: claimName(template.metadata.name, set, ordinal),
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
    },
    spec: template.spec,
  };
}
