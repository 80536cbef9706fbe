/**
 * A ScaledJob, read with care: its kind's schema is loose, and a person may have written anything. Pure.
 * Fields and defaults: https://keda.sh/docs/2.17/reference/scaledjob-spec/ and .../scalers/redis-streams/
 */
import { isRecord, type JsonObject, type KubeObject } from '../../cluster/object.ts';
import type { Condition } from '../../cluster/pod.ts';

export interface ScaledJob extends KubeObject {
  spec?: unknown;
  status?: { conditions?: Condition[]; lastActiveTime?: string };
}

export interface StreamTrigger {
  /** as written, for messages */
  host: string;
  namespace: string;
  service: string;
  port: number;
  stream: string;
  group: string;
  /** what is looked at: messages that wait for delivery, or those delivered and not acknowledged */
  measure: 'lag' | 'pending';
  /** how many of them make one more job */
  target: number;
  /** up to so many, nothing is done */
  activation: number;
}

export interface ScaledJobPlan {
  template: JsonObject;
  triggers: StreamTrigger[];
  /** milliseconds between two looks */
  interval: number;
  least: number;
  most: number;
  strategy: { name: string; deduction: number; percentage: number };
  history: { successful: number; failed: number };
  gradual: boolean;
}

/** Takes a ScaledJob; gives what to do, or why it cannot be done. */
export function planOf(job: ScaledJob): ScaledJobPlan | { why: string } {
  const spec = isRecord(job.spec) ? job.spec : {};
  if (!isRecord(spec['jobTargetRef'])) return { why: 'ScaledJob.spec.jobTargetRef not found' };
  const given = Array.isArray(spec['triggers']) ? spec['triggers'] as unknown[] : [];
  if (given.length === 0) return { why: 'no triggers defined in the ScaledObject/ScaledJob' };
  const triggers: StreamTrigger[] = [];
  for (const one of given) {
    const trigger = triggerOf(one, job.metadata.namespace ?? 'default');
    if ('why' in trigger) return trigger;
    triggers.push(trigger);
  }
  const scaling = isRecord(spec['scalingStrategy']) ? spec['scalingStrategy'] : {};
  const rollout = isRecord(spec['rollout']) ? spec['rollout'] : {};
  return {
    template: spec['jobTargetRef'],
    triggers,
    interval: Math.max(1, whole(spec['pollingInterval'], 30)) * 1000,
    least: whole(spec['minReplicaCount'], 0),
    most: whole(spec['maxReplicaCount'], 100),
    strategy: {
      name: String(scaling['strategy'] ?? 'default'),
      deduction: whole(scaling['customScalingQueueLengthDeduction'], 0),
      percentage: Number(scaling['customScalingRunningJobPercentage'] ?? 1) || 0,
    },
    history: { successful: whole(spec['successfulJobsHistoryLimit'], 100), failed: whole(spec['failedJobsHistoryLimit'], 100) },
    gradual: rollout['strategy'] === 'gradual' || spec['rolloutStrategy'] === 'gradual',
  };
}

function triggerOf(given: unknown, namespace: string): StreamTrigger | { why: string } {
  const trigger = isRecord(given) ? given : {};
  const type = String(trigger['type'] ?? '');
  if (type !== 'redis-streams') return { why: `no scaler found for type: ${type}` };
  const metadata = isRecord(trigger['metadata']) ? trigger['metadata'] : {};
  const text = (name: string): string => (typeof metadata[name] === 'string' ? metadata[name] : '');
  const watched = { ...addressOf(text, namespace), stream: text('stream'), group: text('consumerGroup') };
  const measured = measuredBy(text);
  const why = missing(watched) ?? (measured === null ? 'error parsing lagCount, activationLagCount or pendingEntriesCount' : null);
  return measured === null || why !== null ? { why: `error parsing redis streams metadata: ${why ?? ''}` } : { ...watched, ...measured };
}

type Text = (name: string) => string;

function addressOf(text: Text, namespace: string): Pick<StreamTrigger, 'host' | 'namespace' | 'service' | 'port'> {
  const [host = '', port = ''] = text('address') === '' ? [text('host'), text('port')] : text('address').split(':');
  const [service = '', home = namespace] = host.split('.');
  return { host, namespace: home, service, port: Number(port) };
}

function missing({ host, port, stream, group }: Pick<StreamTrigger, 'host' | 'port' | 'stream' | 'group'>): string | null {
  if (host === '') return 'no host or address given. address should be in the format of host:port or you should set the host/port values';
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'no port given';
  if (stream === '') return 'missing redis stream name';
  return group === '' ? 'practice scales by the lag or the pending entries of a group: name it as consumerGroup' : null;
}

function measuredBy(text: Text): Pick<StreamTrigger, 'measure' | 'target' | 'activation'> | null {
  const measure = text('lagCount') === '' ? 'pending' : 'lag';
  const target = measure === 'lag' ? text('lagCount') : text('pendingEntriesCount') || '5';
  const activation = measure === 'lag' ? text('activationLagCount') || '0' : '0';
  if (!/^[1-9]\d{0,8}$/.test(target) || !/^\d{1,9}$/.test(activation)) return null;
  return { measure, target: Number(target), activation: Number(activation) };
}

function whole(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise;
}

/** Tells whether somebody paused it (https://keda.sh/docs/2.17/concepts/scaling-jobs/#pausing-autoscaling). */
export function isPaused({ metadata }: KubeObject): boolean {
  const told = metadata.annotations?.['autoscaling.keda.sh/paused'];
  return told !== undefined && told !== 'false';
}
