/**
 * Transformed EFD in a new cluster. In production LATISS and LSSTCam are deployed, as `make apply` deploys them from
 * usdf-consdb-deploy; in development there is only what a colleague left, so that the first deployment is one.
 */
import { formatTime } from '../cluster/clock.ts';
import type { Manifest } from '../cluster/object.ts';
import { buildOverlay } from '../repositories/usdf-consdb-deploy/build.ts';
import { deployFiles } from '../repositories/usdf-consdb-deploy/files.ts';
import { seedSecrets } from '../vault/seed.ts';
import { finishedPod } from './finished-pod.ts';
import type { ServiceSeed } from './service.ts';
import { uidOf } from './uid.ts';

const minute = 60_000;
const hour = 60 * minute;
/** When production was last deployed. */
const deployedAgo = 19 * 24 * hour;
const instruments = ['latiss', 'lsstcam', 'lsstcomcam'];

export const transformedEfd: ServiceSeed = {
  manifests: (context, now) => (context === 'usdf-consdb' ? production(now) : development(now)),
};

function namespaces(environment: string, now: number): Manifest[] {
  return instruments.map((instrument) => ({
    apiVersion: 'v1', kind: 'Namespace', metadata: { name: `${environment}-${instrument}`, creationTimestamp: formatTime(now - 400 * 24 * hour) },
  }));
}

/** ConfigMap, Secret and workload. */
type Deployment = [Manifest, Manifest, Manifest];

/** The same in every world, and some work to make. */
const built = new Map<string, Deployment>();

function build(environment: 'dev' | 'prod', overlay: string, file: string): Deployment {
  const folder = `kubernetes/overlays/${environment}/${overlay}`;
  const known = built.get(`${folder}/${file}`);
  if (known !== undefined) return known;
  const secrets = seedSecrets[environment === 'prod' ? 'rubin/usdf-consdb/transformed-efd' : 'rubin/usdf-consdb-dev/transformed-efd'] ?? {};
  // The Makefile fetches one of the Butler passwords, and calls it by one name.
  const made = buildOverlay(deployFiles(), folder, file, { ...secrets, 'butler-password': secrets['butler-embargo-password'] ?? '' }) as Deployment;
  built.set(`${folder}/${file}`, made);
  return made;
}

function production(now: number): Manifest[] {
  const running = ['latiss', 'lsstcam'].flatMap((instrument) => {
    const [config, secret, cron] = build('prod', `${instrument}-cronjob`, 'cronjob.yaml');
    const [, , monitor] = build('prod', `${instrument}-cronjob`, 'failure-monitor.yaml');
    return [deployed(config, now), deployed(secret, now), ...scheduled(cron, 5 * minute, now), ...scheduled(monitor, hour, now)];
  });
  return [...namespaces('prod', now), ...running];
}

function development(now: number): Manifest[] {
  const [, , job] = build('dev', 'latiss-job', 'job.yaml');
  const named = { ...job, metadata: { ...job.metadata, name: 'transformed-efd-latiss-job-test' } };
  return [...namespaces('dev', now), ...finished(named, now - 5 * hour, 9)];
}

function deployed(object: Manifest, now: number): Manifest {
  return { ...object, metadata: { ...object.metadata, creationTimestamp: formatTime(now - deployedAgo) } };
}

interface JobTemplate { metadata?: { labels?: Record<string, string> }; spec: Record<string, unknown> }

/** Takes a CronJob that begins every so many milliseconds; gives it with the last three jobs it made. */
function scheduled(cron: Manifest, every: number, now: number): Manifest[] {
  const uid = uidOf(cron);
  const last = Math.floor(now / every) * every;
  const { metadata: template = {}, spec } = (cron['spec'] as { jobTemplate: JobTemplate }).jobTemplate;
  const owner = { apiVersion: cron.apiVersion, kind: cron.kind, name: cron.metadata.name, uid, controller: true, blockOwnerDeletion: true };
  const jobs = [2, 1, 0].flatMap((back) => {
    const begun = last - back * every;
    const metadata = {
      ...template, name: `${cron.metadata.name}-${begun / minute}`, namespace: cron.metadata.namespace ?? '', ownerReferences: [owner],
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(begun) },
    };
    // The last one had no more time than since it began.
    return finished({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec }, begun, Math.min(4, Math.floor((now - begun) / 1000)));
  });
  const { metadata, ...rest } = deployed(cron, now);
  const ended = formatTime(last + Math.min(4000, now - last));
  return [{ ...rest, metadata: { ...metadata, uid }, status: { lastScheduleTime: formatTime(last), lastSuccessfulTime: ended } }, ...jobs];
}

/** Takes a Job, when it began (unix milliseconds) and how many seconds it took; gives it completed, with its pod. */
function finished(job: Manifest, begun: number, seconds: number): Manifest[] {
  const [startTime, completionTime] = [formatTime(begun), formatTime(begun + seconds * 1000)];
  const condition = (type: string) => ({
    type, status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods', lastProbeTime: completionTime, lastTransitionTime: completionTime,
  });
  const done = {
    ...job,
    metadata: { ...job.metadata, uid: uidOf(job), creationTimestamp: startTime },
    status: {
      startTime, completionTime, succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {},
      conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
    },
  };
  return [done, finishedPod(done, startTime, completionTime)];
}
