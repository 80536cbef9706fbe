/** Deployments: a ReplicaSet for each template they had, and the rolling from one to the next. */
import { isDeepStrictEqual } from 'node:util';
import { formatTime } from '../clock.ts';
import { hashOf } from '../ids.ts';
import { ownerReference } from '../object.ts';
import { deployments, replicaSets } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { Deployment, ReplicaSet } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { deploymentStatus } from './deployment-status.ts';
import { ownedObjects, selfOrOwner } from './ownership.ts';
import { type Scaling, isResized, nextScalings, resize, sizeNotes } from './rollout.ts';

const component = 'deployment-controller';
const revisionKey = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';
/** Annotations of a Deployment that are about itself, and not for its ReplicaSets. */
const own = new Set([revisionKey, 'kubectl.kubernetes.io/last-applied-configuration', 'deprecated.deployment.rollback.to']);

export class DeploymentController implements Controller {
  readonly name = 'deployment';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys(change: Change): string[] {
    return change.resource === deployments || change.resource === replicaSets ? selfOrOwner(change, 'Deployment') : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const deployment = this.#context.storage.get<Deployment>(deployments, namespace, name);
    if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return;
    const sets = this.#sets(deployment);
    const found = sets.find((set) => isDeepStrictEqual(bareTemplate(set), deployment.spec.template)) ?? null;
    const old = sets.filter((set) => set !== found);
    if (isResized(deployment, sets)) return this.#resize(deployment, found, old);
    const fresh = found || deployment.spec.paused ? this.#renew(deployment, found, old) : this.#create(deployment, old);
    for (const scaling of this.#scalings(deployment, fresh, old)) this.#scale(deployment, scaling);
    this.#cleanUp(deployment, old);
    return this.#writeStatus(deployment, fresh?.metadata.name);
  }

  /** ReplicaSets it owns, oldest revision first. */
  #sets(deployment: Deployment): ReplicaSet[] {
    return ownedObjects<ReplicaSet>(this.#context.storage, replicaSets, deployment, deployment.spec.selector)
      .sort((a, b) => revision(a) - revision(b));
  }

  /** Only the size follows now: every ReplicaSet notes the new one, and the rollout goes on at the next look. */
  #resize(deployment: Deployment, found: ReplicaSet | null, old: ReplicaSet[]): number | undefined {
    const scalings = resize(deployment, found, old);
    for (const { metadata, spec } of [...(found ? [found] : []), ...old].filter((set) => set.spec.replicas > 0)) {
      const { name } = metadata;
      this.#scale(deployment, scalings.find((scaling) => scaling.name === name) ?? { name, from: spec.replicas, to: spec.replicas });
    }
    return this.#writeStatus(deployment, found?.metadata.name);
  }

  #scalings(deployment: Deployment, fresh: ReplicaSet | null, old: ReplicaSet[]): Scaling[] {
    if (deployment.spec.paused !== true && fresh) return nextScalings(deployment, fresh, old);
    // while paused only the size follows, on the newest that has pods
    const active = fresh ?? old.at(-1);
    const others = old.filter((set) => set !== active).reduce((sum, set) => sum + set.spec.replicas, 0);
    const to = Math.max(0, deployment.spec.replicas - others);
    return active && active.spec.replicas !== to ? [{ name: active.metadata.name, from: active.spec.replicas, to }] : [];
  }

  /** The ReplicaSet of the present template has the highest revision, also after an undo. */
  #renew(deployment: Deployment, found: ReplicaSet | null, old: ReplicaSet[]): ReplicaSet | null {
    if (!found) return null;
    const highest = Math.max(revision(found), ...old.map((set) => revision(set) + 1));
    const annotations = { ...found.metadata.annotations, ...this.#annotations(deployment, highest) };
    const renewed = this.#context.storage.update(replicaSets, { ...found, metadata: { ...found.metadata, annotations } });
    this.#noteRevision(deployment, highest);
    return renewed;
  }

  #create(deployment: Deployment, old: ReplicaSet[]): ReplicaSet {
    const { template } = deployment.spec;
    const hash = hashOf(template).slice(0, 10);
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const number = Math.max(0, ...old.map(revision)) + 1;
    const name = `${deployment.metadata.name}-${hash}`;
    const empty = { spec: { replicas: 0 }, metadata: { name } } as ReplicaSet;
    const replicas = deployment.spec.strategy.type === 'Recreate' && old.some((set) => (set.status?.replicas ?? 0) > 0 || set.spec.replicas > 0)
      ? 0 : nextScalings(deployment, empty, old).find((scaling) => scaling.name === name)?.to ?? 0;
    const made = this.#context.objects.create<ReplicaSet>(replicaSets, deployment.metadata.namespace ?? '', {
      metadata: { name, labels, annotations: this.#annotations(deployment, number), ownerReferences: [ownerReference(deployment)] },
      spec: {
        replicas,
        ...(deployment.spec.minReadySeconds === undefined ? {} : { minReadySeconds: deployment.spec.minReadySeconds }),
        selector: { ...deployment.spec.selector, matchLabels: { ...deployment.spec.selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    });
    if (replicas > 0) this.#tell(deployment, { name, from: 0, to: replicas });
    this.#noteRevision(deployment, number);
    return made;
  }

  #annotations(deployment: Deployment, number: number): Record<string, string> {
    const inherited = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !own.has(name));
    return {
      ...Object.fromEntries(inherited),
      ...sizeNotes(deployment),
      [revisionKey]: String(number),
    };
  }

  #noteRevision(given: Deployment, number: number): void {
    const { storage } = this.#context;
    const deployment = storage.get<Deployment>(deployments, given.metadata.namespace ?? '', given.metadata.name) ?? given;
    const annotations = { ...deployment.metadata.annotations, [revisionKey]: String(number) };
    storage.update(deployments, { ...deployment, metadata: { ...deployment.metadata, annotations } });
  }

  #scale(deployment: Deployment, scaling: Scaling): void {
    const { storage } = this.#context;
    const set = storage.get<ReplicaSet>(replicaSets, deployment.metadata.namespace ?? '', scaling.name);
    if (!set) return;
    const changes = set.spec.replicas !== scaling.to;
    const annotations = { ...set.metadata.annotations, ...sizeNotes(deployment) };
    const generation = (set.metadata.generation ?? 1) + (changes ? 1 : 0);
    storage.update(replicaSets, { ...set, metadata: { ...set.metadata, annotations, generation }, spec: { ...set.spec, replicas: scaling.to } });
    if (changes) this.#tell(deployment, scaling);
  }

  #tell(deployment: Deployment, { name, from, to }: Scaling): void {
    this.#context.recorder.record(deployment, {
      type: 'Normal', reason: 'ScalingReplicaSet', component, message: `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`,
    });
  }

  #cleanUp(deployment: Deployment, old: ReplicaSet[]): void {
    const idle = old.filter((set) => set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0);
    for (const { metadata } of idle.slice(0, Math.max(0, idle.length - deployment.spec.revisionHistoryLimit))) {
      this.#context.objects.delete(replicaSets, metadata.namespace ?? '', metadata.name);
    }
  }

  /** Gives when to look again, so that a rollout that does not move is found out. */
  #writeStatus(given: Deployment, fresh: string | undefined): number | undefined {
    const { storage, clock } = this.#context;
    const deployment = storage.get<Deployment>(deployments, given.metadata.namespace ?? '', given.metadata.name);
    if (!deployment) return undefined;
    const sets = this.#sets(deployment);
    const present = sets.find((set) => set.metadata.name === fresh) ?? null;
    const status = deploymentStatus(deployment, present, sets.filter((set) => set !== present), formatTime(clock.now()));
    storage.update(deployments, { ...deployment, metadata: { ...deployment.metadata }, ...(status ? { status } : {}) });
    const waits = status?.conditions?.some(({ reason }) => reason === 'ReplicaSetUpdated') ?? false;
    return waits ? deployment.spec.progressDeadlineSeconds * 1000 + 1000 : undefined;
  }
}

function revision(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionKey] ?? 0);
}

/** A ReplicaSet's template as its Deployment has it. */
function bareTemplate(set: ReplicaSet): ReplicaSet['spec']['template'] {
  const labels = { ...set.spec.template.metadata?.labels };
  Reflect.deleteProperty(labels, hashLabel);
  return { ...set.spec.template, metadata: { ...set.spec.template.metadata, labels } };
}
