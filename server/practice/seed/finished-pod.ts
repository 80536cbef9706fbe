/** The pod that a seeded job has left behind. */
import { containerId, imageId, podStatus, waitingStatus } from '../cluster/controllers/pod-status.ts';
import type { Manifest } from '../cluster/object.ts';
import type { Pod } from '../cluster/pod.ts';
import { uidOf } from './uid.ts';

const node = { name: 'practice', host: '192.168.49.2' };

/**
 * Takes a job that is done, with its uid, and when it began and ended (RFC 3339); gives its pod, that succeeded then. Its log
 * is empty: a node keeps logs for a while only.
 */
export function finishedPod(job: Manifest, startedAt: string, finishedAt: string): Manifest {
  const { name, namespace = 'default', uid = '' } = job.metadata;
  const { template } = job['spec'] as { template: { metadata?: { labels?: Record<string, string> }; spec: Pod['spec'] } };
  const mark = uidOf({ ...job, kind: 'Pod' });
  const pod = {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name: `${name}-${mark.slice(0, 5)}`, namespace, uid: mark, creationTimestamp: startedAt, generateName: `${name}-`,
      labels: { ...template.metadata?.labels, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name },
      ownerReferences: [{ apiVersion: job.apiVersion, kind: job.kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: { ...template.spec, nodeName: node.name },
  };
  const containers = template.spec.containers.map((container) => {
    const containerID = containerId(`${mark}/${container.name}`);
    return {
      ...waitingStatus(container, ''), containerID, imageID: imageId(container.image),
      state: { terminated: { exitCode: 0, reason: 'Completed' as const, startedAt, finishedAt, containerID } },
    };
  });
  const place = { ip: `10.244.${128 + parseInt(mark.slice(0, 2), 16) % 64}.${parseInt(mark.slice(2, 4), 16)}`, host: node.host };
  const status = podStatus({ ...pod, status: { startTime: startedAt } } as unknown as Pod, [], containers, finishedAt, place);
  return { ...pod, status };
}
