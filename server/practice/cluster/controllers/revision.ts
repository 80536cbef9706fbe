/** The history of a StatefulSet: one ControllerRevision for each template it had. */
import { isDeepStrictEqual } from 'node:util';
import { hashOf } from '../ids.ts';
import { ownerReference } from '../object.ts';
import { controllerRevisions } from '../resources.ts';
import type { ControllerRevision, StatefulSet } from '../workload.ts';
import type { ControllerContext } from './controller.ts';
import { ownedObjects } from './ownership.ts';

export interface Revisions {
  /** the one whose pods are being replaced, or the same as `update` */
  current: ControllerRevision;
  /** the one of the present template */
  update: ControllerRevision;
  all: ControllerRevision[];
}

/** Takes a StatefulSet; gives its revisions, the present one made or brought to the top when needed. */
export function revisionsOf(context: ControllerContext, set: StatefulSet): Revisions {
  const { storage, objects } = context;
  const data: ControllerRevision['data'] = { spec: { template: { ...set.spec.template, $patch: 'replace' } } };
  const all = ownedObjects<ControllerRevision>(storage, controllerRevisions, set, set.spec.selector)
    .sort((a, b) => a.revision - b.revision);
  const latest = all.at(-1)?.revision ?? 0;
  let update = all.find((revision) => isDeepStrictEqual(revision.data, data));
  if (!update) {
    const hash = hashOf(data);
    update = objects.create<ControllerRevision>(controllerRevisions, set.metadata.namespace ?? '', {
      metadata: {
        name: `${set.metadata.name}-${hash}`, ownerReferences: [ownerReference(set)],
        labels: { ...set.spec.template.metadata?.labels, 'controller.kubernetes.io/hash': hash },
      },
      data,
      revision: latest + 1,
    });
    all.push(update);
  } else if (update.revision < latest) {
    // the template went back to an earlier one (`rollout undo`): that one is the newest now
    update = storage.update(controllerRevisions, { ...update, metadata: { ...update.metadata }, revision: latest + 1 });
  }
  const current = all.find((revision) => revision.metadata.name === set.status?.currentRevision) ?? update;
  return { current, update, all };
}

/** Takes a StatefulSet and its revisions; removes the oldest that are beyond the limit and that no pod has. */
export function trimRevisions(context: ControllerContext, set: StatefulSet, revisions: Revisions, used: Set<string>): void {
  const idle = revisions.all.filter(({ metadata }) => !used.has(metadata.name)
    && metadata.name !== revisions.current.metadata.name && metadata.name !== revisions.update.metadata.name);
  for (const { metadata } of idle.slice(0, Math.max(0, idle.length - set.spec.revisionHistoryLimit))) {
    context.storage.remove(controllerRevisions, metadata.namespace ?? '', metadata.name);
  }
}
