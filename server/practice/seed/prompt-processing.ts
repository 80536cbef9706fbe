/**
 * Prompt Processing in a new cluster: the feeder next-visit-fan-out, and a ScaledJob for each instrument in the namespace
 * prompt-processing (https://github.com/lsst-sqre/phalanx/tree/main/charts/prompt-keda). In development both are at work.
 * In production observing has not begun: nothing is fed and scaling is paused, so that its streams stay as the runbook shows.
 */
import type { Manifest } from '../cluster/object.ts';
import { nextVisitTag } from '../images/next-visit.ts';
import { promptServiceTag } from '../images/prompt-processing.ts';
import { streams } from './prompt-redis.ts';
import type { ServiceSeed } from './service.ts';
import { instrumentNames } from './streams.ts';

const feeder = 'next-visit-fan-out';
export const jobsNamespace = 'prompt-processing';
const redis = 'prompt-redis.prompt-redis';

/** Contexts in which nobody observes yet. */
const quiet: readonly string[] = ['usdfprod-prompt-processing'];

export const promptProcessing: ServiceSeed = {
  manifests(context) {
    const instruments = (streams[context] ?? []).map(({ instrument }) => instrument);
    const isQuiet = quiet.includes(context);
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: feeder } },
      fanOut(instruments, isQuiet),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: jobsNamespace } },
      ...instruments.map((instrument) => scaledJob(instrument, isQuiet)),
    ];
  },
};

function fanOut(instruments: readonly string[], isQuiet: boolean): Manifest {
  const selector = { 'app.kubernetes.io/name': feeder, 'app.kubernetes.io/instance': feeder };
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: feeder, namespace: feeder, labels: { ...selector, 'app.kubernetes.io/managed-by': 'Helm' } },
    spec: {
      replicas: isQuiet ? 0 : 1,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: selector },
        spec: {
          terminationGracePeriodSeconds: 10,
          containers: [{
            name: feeder, image: `ghcr.io/lsst-dm/next_visit_fan_out:${nextVisitTag}`,
            env: [
              { name: 'SUPPORTED_INSTRUMENTS', value: instruments.map((instrument) => instrumentNames[instrument] ?? instrument).join(' ') },
              { name: 'REDIS_STREAM_HOST', value: redis },
            ],
          }],
        },
      },
    },
  };
}

function scaledJob(instrument: string, isQuiet: boolean): Manifest {
  const name = `prompt-keda-${instrument}`;
  const stream = { name: `instrument:${instrument}`, group: `${instrument}_consumer_group` };
  const env = {
    PLATFORM: 'keda', RUBIN_INSTRUMENT: instrumentNames[instrument] ?? instrument,
    // A worker handles some messages and makes room; a real one waits 15 minutes for the next, which here would only take memory.
    WORKER_RESTART_FREQ: '7', FANNED_OUT_MSG_LISTEN_TIMEOUT: '5', PRACTICE_PROCESSING_SECONDS: '6',
    REDIS_STREAM_HOST: redis, REDIS_STREAM_NAME: stream.name, REDIS_STREAM_CONSUMER_GROUP: stream.group,
    USE_KAFKA_BUTLER_WRITER: '1', BUTLER_WRITER_KAFKA_CLUSTER: 'prompt-kafka-kafka-bootstrap.prompt-kafka:9092', BUTLER_WRITER_KAFKA_TOPIC: 'butler-writer',
  };
  return {
    apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob',
    metadata: { name, namespace: jobsNamespace, labels: { instrument }, ...(isQuiet ? { annotations: { 'autoscaling.keda.sh/paused': 'true' } } : {}) },
    spec: {
      jobTargetRef: {
        parallelism: 1, completions: 1, backoffLimit: 0,
        template: {
          metadata: { labels: { instrument } },
          spec: {
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 30,
            containers: [{
              name: instrument, image: `ghcr.io/lsst-dm/prompt-service:${promptServiceTag}`, imagePullPolicy: 'IfNotPresent',
              env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
            }],
          },
        },
      },
      pollingInterval: 5,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      minReplicaCount: 0,
      maxReplicaCount: 2,
      rollout: { strategy: 'default', propagationPolicy: 'foreground' },
      scalingStrategy: { strategy: 'eager' },
      triggers: [{
        type: 'redis-streams',
        metadata: { host: redis, port: '6379', stream: stream.name, consumerGroup: stream.group, activationLagCount: '0', lagCount: '1', pendingEntriesCount: '1' },
      }],
    },
  };
}
