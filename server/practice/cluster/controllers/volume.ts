/**
 * Claims and volumes: a claim gets a volume of its own at once; neither goes while a pod uses it; a released volume's
 * data go with it.
 */
import type { KubeObject } from '../object.ts';
import { type Pod, isFinished } from '../pod.ts';
import { claims, pods, volumes } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { Claim, PersistentVolume } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { formatTime } from '../clock.ts';

const protection = 'kubernetes.io/pvc-protection';
const provisioner = 'practice.handrail/volumes';

export class VolumeController implements Controller {
  readonly name = 'volume';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ resource, object, type }: Change): string[] {
    if (resource === claims) {
      if (type !== 'DELETED') return [keyOf(object)];
      const { volumeName } = (object as Claim).spec;
      return volumeName === undefined ? [] : [`/${volumeName}`];
    }
    if (resource === volumes) return type === 'DELETED' ? this.#forget(object as PersistentVolume) : [`/${object.metadata.name}`];
    if (resource !== pods) return [];
    if (type !== 'DELETED' && !isFinished(object as Pod)) return [];
    return claimsOf(object as Pod).map((name) => `${object.metadata.namespace ?? ''}/${name}`);
  }

  #forget(volume: PersistentVolume): [] {
    const { kubelet, onError } = this.#context;
    kubelet.forgetVolume(volume.metadata.name).catch((error: unknown) => { onError(error, `volume ${volume.metadata.name}`); });
    return [];
  }

  reconcile(key: string): undefined {
    const [namespace, name] = splitKey(key);
    if (namespace === '') this.#reconcileVolume(name);
    else this.#reconcileClaim(namespace, name);
  }

  #reconcileVolume(name: string): void {
    const { storage, objects } = this.#context;
    const volume = storage.get<PersistentVolume>(volumes, '', name);
    const wanted = volume?.spec.claimRef;
    if (!volume || !wanted) return;
    const claim = storage.get<Claim>(claims, wanted.namespace, wanted.name);
    if (claim?.metadata.uid === wanted.uid) return;
    if (volume.spec.persistentVolumeReclaimPolicy === 'Delete') {
      objects.release(volumes, { ...volume, metadata: { ...volume.metadata, finalizers: [] } });
      if (storage.get(volumes, '', name)) objects.delete(volumes, '', name);
    } else if (volume.status?.phase !== 'Released') storage.update(volumes, { ...volume, metadata: { ...volume.metadata }, status: { phase: 'Released' } });
  }

  #reconcileClaim(namespace: string, name: string): void {
    const { storage, objects } = this.#context;
    const claim = storage.get<Claim>(claims, namespace, name);
    if (!claim) return;
    const finalizers = claim.metadata.finalizers ?? [];
    if (claim.metadata.deletionTimestamp !== undefined) {
      const used = storage.list<Pod>(pods, namespace).some((pod) => !isFinished(pod) && claimsOf(pod).includes(name));
      if (!used) objects.release(claims, { ...claim, metadata: { ...claim.metadata, finalizers: finalizers.filter((one) => one !== protection) } });
    } else if (claim.status?.phase !== 'Bound') this.#bind(claim, finalizers);
  }

  #bind(claim: Claim, finalizers: string[]): void {
    const { storage, objects, recorder, clock } = this.#context;
    const volume = `pvc-${claim.metadata.uid}`;
    const { accessModes = [], resources, storageClassName, volumeMode = 'Filesystem' } = claim.spec;
    const capacity = { storage: resources?.requests?.['storage'] ?? '1Gi' };
    if (!storage.get(volumes, '', volume)) {
      const made = objects.create<PersistentVolume>(volumes, '', {
        metadata: { name: volume, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner }, finalizers: ['kubernetes.io/pv-protection'] },
        spec: {
          accessModes, capacity, storageClassName, volumeMode, persistentVolumeReclaimPolicy: 'Delete',
          claimRef: {
            apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: claim.metadata.namespace, name: claim.metadata.name, uid: claim.metadata.uid,
          },
        },
      });
      storage.update(volumes, { ...made, metadata: { ...made.metadata }, status: { phase: 'Bound', lastPhaseTransitionTime: formatTime(clock.now()) } });
    }
    storage.update(claims, {
      ...claim,
      metadata: {
        ...claim.metadata,
        finalizers: [...new Set([...finalizers, protection])],
        annotations: {
          ...claim.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes',
          'volume.kubernetes.io/storage-provisioner': provisioner,
        },
      },
      spec: { ...claim.spec, volumeName: volume },
      status: { phase: 'Bound', accessModes, capacity },
    });
    recorder.record(claim, {
      type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${volume}`, component: provisioner,
    });
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Takes a pod; gives the names of the claims it uses. */
export function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
}
