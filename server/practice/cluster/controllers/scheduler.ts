/** Gives pods to the node: the part of the scheduler that a world with one node needs. */
import { formatTime } from '../clock.ts';
import type { KubeObject } from '../object.ts';
import type { Condition, Pod } from '../pod.ts';
import { claims, nodes, pods } from '../resources.ts';
import type { Claim } from '../workload.ts';
import type { ControllerContext } from './controller.ts';
import { claimsOf } from './volume.ts';

const component = 'default-scheduler';
/** A claim is bound a moment after it was made: nobody tells of that. */
const patience = 1000;
const retry = 5000;

interface Node extends KubeObject { spec?: { unschedulable?: boolean } }

/** Takes a pod without a node; gives it one, or tells why not and gives when to look again. */
export function schedule(context: ControllerContext, pod: Pod): number | undefined {
  const { storage, recorder, clock } = context;
  const why = obstacle(context, pod);
  if (why !== null) {
    if (clock.now() - Date.parse(pod.metadata.creationTimestamp) < patience) return 200;
    const said = pod.status?.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.message === why) ?? false;
    if (!said) recorder.record(pod, { type: 'Warning', reason: 'FailedScheduling', message: why, component, action: 'Scheduling' });
    const condition: Condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: why, lastTransitionTime: formatTime(clock.now()) };
    if (!said) storage.update(pods, { ...pod, metadata: { ...pod.metadata }, status: { ...pod.status, phase: 'Pending', conditions: [condition] } });
    return retry;
  }
  const node = storage.list<Node>(nodes).find((one) => fits(one, pod));
  if (!node) return retry;
  const condition: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(clock.now()) };
  storage.update(pods, {
    ...pod, metadata: { ...pod.metadata }, spec: { ...pod.spec, nodeName: node.metadata.name }, status: { ...pod.status, phase: 'Pending', conditions: [condition] },
  });
  recorder.record(pod, {
    type: 'Normal', reason: 'Scheduled', component, action: 'Binding',
    message: `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${node.metadata.name}`,
  });
  return undefined;
}

function fits(node: Node, pod: Pod): boolean {
  return node.spec?.unschedulable !== true
    && Object.entries(pod.spec.nodeSelector ?? {}).every(([name, value]) => node.metadata.labels?.[name] === value);
}

function obstacle({ storage }: ControllerContext, pod: Pod): string | null {
  for (const name of claimsOf(pod)) {
    const claim = storage.get<Claim>(claims, pod.metadata.namespace ?? '', name);
    if (!claim) return `0/1 nodes are available: persistentvolumeclaim "${name}" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.`;
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
    if (claim.status?.phase !== 'Bound') return '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  }
  const all = storage.list<Node>(nodes);
  if (all.some((node) => fits(node, pod))) return null;
  const cordoned = all.filter((node) => node.spec?.unschedulable === true).length;
  const others = all.length - cordoned;
  const reasons = [
    ...(cordoned > 0 ? [`${cordoned} node(s) were unschedulable`] : []),
    ...(others > 0 ? [`${others} node(s) didn't match Pod's node affinity/selector`] : []),
  ];
  return `0/${all.length} nodes are available: ${reasons.join(', ')}. preemption: 0/${all.length} nodes are available: ${all.length} Preemption is not helpful for scheduling.`;
}
