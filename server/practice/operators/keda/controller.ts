/**
 * KEDA's controller of ScaledJobs. It works in this process, and only while a pod of the operator's Deployment is ready;
 * what it has to say stands in that pod's log, which reads it from a notice board.
 */
import { formatTime } from '../../cluster/clock.ts';
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import type { Pod } from '../../cluster/pod.ts';
import type { Resource } from '../../cluster/resource.ts';
import { jobs, registry } from '../../cluster/resources.ts';
import { ApiError } from '../../cluster/status.ts';
import type { Change } from '../../cluster/storage.ts';
import { NoticeBoard } from '../notice-board.ts';
import { concernsOperator, imageTag, leadingPod, type OperatorLabels } from '../operator-pod.ts';
import type { OperatorPlace } from '../operators.ts';
import * as conditions from './conditions.ts';
import { jobsOf, makeJob, outdatedOf, standingOf, surplusOf } from './jobs.ts';
import { type Level, logLine } from './log-line.ts';
import { isPaused, planOf, type ScaledJob, type ScaledJobPlan } from './scaled-job.ts';
import { type Look, look } from './scaler.ts';
import { jobsToMake } from './scaling.ts';

export const operator: OperatorLabels = { namespace: 'keda', label: 'app', value: 'keda-operator' };
/** However fast the world's time runs, a ScaledJob is looked at no more often than this, in real milliseconds. */
const leastPause = 250;

/** In a new cluster Redis starts beside the operator: the first look waits for it, this many milliseconds of the world. */
const firstLook = 2_000;

/** What is remembered of a ScaledJob while the operator lives. */
interface Watched {
  uid: string;
  /** which version of its specification is watched; it changes, watching begins anew */
  spec: unknown;
  /** world time of the next look */
  due: number;
  lastLook: number;
  looking: boolean;
}

export class ScaledJobController implements Controller {
  readonly name = 'scaledjob';
  readonly #context: ControllerContext;
  readonly #place: Pick<OperatorPlace, 'reachPod' | 'network'>;
  readonly #resource: Resource;
  readonly #watched = new Map<string, Watched>();
  #leader: Pod | null = null;
  readonly #board: NoticeBoard;
  #closed = false;

  /** Takes the cluster's insides and where the operator is. Throws when the cluster has no such kind. */
  constructor(context: ControllerContext, place: Pick<OperatorPlace, 'reachPod' | 'network'>) {
    const resource = registry.byKind('keda.sh/v1alpha1', 'ScaledJob');
    if (resource === undefined) throw new Error('the practice cluster has no ScaledJobs');
    this.#context = context;
    this.#place = place;
    this.#resource = resource;
    this.#board = new NoticeBoard(place.network, operator.namespace, 'keda-operator');
    this.#board.open('log');
  }

  keys(change: Change): string[] {
    if (change.resource === this.#resource) return [keyOf(change.object)];
    if (!concernsOperator(change, operator)) return [];
    return this.#context.storage.list(this.#resource).map(keyOf);
  }

  reconcile(key: string): number | undefined {
    const { storage, clock } = this.#context;
    this.#findLeader();
    if (this.#leader === null) return undefined;
    const [namespace, name] = splitKey(key);
    const job = storage.get<ScaledJob>(this.#resource, namespace, name);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) {
      if (this.#watched.delete(key)) this.#log('INFO', 'scale_handler', 'Stopping a ScaleLoop', { type: 'ScaledJob', namespace, name });
      return undefined;
    }
    const plan = planOf(job);
    if ('why' in plan) return this.#refuse(key, job, plan.why);
    if (isPaused(job)) return this.#pause(key, job);
    const watched = this.#watch(key, job);
    const wait = watched.due - clock.now();
    if (wait > 0) return wait;
    watched.due = clock.now() + plan.interval;
    if (!watched.looking && performance.now() - watched.lastLook >= leastPause) void this.#look(key, job, plan, watched);
    return plan.interval;
  }

  close(): void {
    this.#closed = true;
  }

  /** The operator that starts anew knows nothing yet of any ScaledJob. */
  #findLeader(): void {
    const leader = leadingPod(this.#context.storage, operator);
    if (leader?.metadata.uid !== this.#leader?.metadata.uid) this.#watched.clear();
    this.#leader = leader;
  }

  #refuse(key: string, job: ScaledJob, why: string): undefined {
    if (this.#watched.get(key)?.spec === job.spec) return undefined;
    this.#watched.set(key, { uid: job.metadata.uid, spec: job.spec, due: 0, lastLook: 0, looking: false });
    this.#log('ERROR', 'controllers.ScaledJob', 'failed to check ScaledJob', { ...named(job), error: why });
    this.#tell(job, 'Warning', 'ScaledJobCheckFailed', why);
    this.#write(job, [{ type: 'Ready', status: 'False', reason: 'ScaledJobCheckFailed', message: `ScaledJob doesn't have correct triggers specification: ${why}` }, conditions.unknownActive]);
    return undefined;
  }

  #pause(key: string, job: ScaledJob): undefined {
    this.#watched.delete(key);
    if (job.status?.conditions?.some(({ type, status }) => type === 'Paused' && status === 'True')) return undefined;
    this.#log('INFO', 'controllers.ScaledJob', 'ScaledJob is paused, stopping scaling loop', named(job));
    this.#tell(job, 'Normal', 'ScaledJobPaused', 'ScaledJob is paused');
    this.#write(job, [conditions.ready, conditions.notActive, conditions.paused]);
    return undefined;
  }

  /** Gives what is remembered of it; begins to watch it when that is new. */
  #watch(key: string, job: ScaledJob): Watched {
    const known = this.#watched.get(key);
    if (known?.uid === job.metadata.uid && known.spec === job.spec) return known;
    const watched: Watched = { uid: job.metadata.uid, spec: job.spec, due: this.#context.clock.now() + firstLook, lastLook: 0, looking: false };
    this.#watched.set(key, watched);
    this.#log('INFO', 'controllers.ScaledJob', 'Reconciling ScaledJob', named(job));
    const before = job.status?.conditions ?? [];
    const wasPaused = before.some(({ type, status }) => type === 'Paused' && status === 'True');
    if (wasPaused) this.#tell(job, 'Normal', 'ScaledJobUnpaused', 'pause annotation removed for ScaledJob');
    this.#tell(job, 'Normal', 'KEDAScalersStarted', 'Started scalers watch');
    if (!before.some(({ type, status }) => type === 'Ready' && status === 'True')) this.#tell(job, 'Normal', 'ScaledJobReady', 'ScaledJob is ready for scaling');
    const first = before.length === 0 ? [conditions.ready, conditions.unknownActive, conditions.unknownPaused] : [];
    this.#write(job, wasPaused ? [conditions.unpaused] : first);
    return watched;
  }

  async #look(key: string, job: ScaledJob, plan: ScaledJobPlan, watched: Watched): Promise<void> {
    watched.looking = true;
    try {
      const seen = await look(plan.triggers, { storage: this.#context.storage, reachPod: this.#place.reachPod });
      const now = this.#context.storage.get<ScaledJob>(this.#resource, job.metadata.namespace ?? '', job.metadata.name);
      // What was decided while we looked counts: the pod that would act may be gone, or the ScaledJob paused.
      if (this.#closed || this.#leader === null || now === undefined || this.#watched.get(key) !== watched || isPaused(now)) return;
      this.#act(now, plan, seen);
    } catch (error) {
      this.#context.onError(error, `scaledjob ${key}`);
    } finally {
      watched.looking = false;
      watched.lastLook = performance.now();
    }
  }

  #act(job: ScaledJob, plan: ScaledJobPlan, { load, failures }: Look): void {
    const { storage, objects, clock } = this.#context;
    for (const { trigger, why } of failures) {
      this.#log('ERROR', 'redis_streams_scaler', `error fetching ${trigger.measure === 'lag' ? 'lag' : 'pending entries count'}`, { type: 'ScaledJob', ...named(job), stream: trigger.stream, consumerGroup: trigger.group, error: why });
      this.#log('ERROR', 'scale_handler', 'error getting scale decision', { 'scaledJob.Namespace': job.metadata.namespace, 'scaledJob.Name': job.metadata.name, scaler: 'redisStreamsScaler', error: why });
      this.#tell(job, 'Warning', 'KEDAScalerFailed', why);
    }
    const owned = jobsOf(storage, job);
    if (!plan.gradual) for (const old of outdatedOf(job, owned)) objects.delete(jobs, old.metadata.namespace ?? '', old.metadata.name, { propagationPolicy: 'Background' });
    const standing = standingOf(storage, owned);
    const count = failures.length === plan.triggers.length ? 0 : jobsToMake(plan, load, standing);
    if (count > 0) this.#make(job, plan, count, standing.running);
    for (const old of surplusOf(owned, plan)) objects.delete(jobs, old.metadata.namespace ?? '', old.metadata.name, { propagationPolicy: 'Background' });
    const told = [conditions.readyWith(failures.length, plan.triggers.length), load.active ? conditions.active : conditions.notActive];
    this.#write(job, told, count > 0 ? { lastActiveTime: formatTime(clock.now()) } : {});
  }

  #make(job: ScaledJob, plan: ScaledJobPlan, count: number, running: number): void {
    const who = { 'scaledJob.Name': job.metadata.name, 'scaledJob.Namespace': job.metadata.namespace };
    this.#log('INFO', 'scaleexecutor', 'Scaling Jobs', { ...who, 'Number of running Jobs': running });
    let made = 0;
    for (let left = count; left > 0; left -= 1) {
      try {
        makeJob(this.#context, job, plan, imageTag(this.#leader as Pod) ?? '');
        made += 1;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.#log('ERROR', 'scaleexecutor', 'Failed to create a new Job', { ...who, error: error.message });
        this.#tell(job, 'Warning', 'KEDAJobCreateFailed', `Failed to create job ${job.metadata.name}-: ${error.message}`);
        break;
      }
    }
    if (made === 0) return;
    this.#log('INFO', 'scaleexecutor', 'Created jobs', { ...who, 'Number of jobs': made });
    this.#tell(job, 'Normal', 'KEDAJobsCreated', `Created ${made} jobs`);
  }

  #write(given: ScaledJob, told: readonly conditions.Told[], more: Partial<NonNullable<ScaledJob['status']>> = {}): void {
    const { storage } = this.#context;
    const job = storage.get<ScaledJob>(this.#resource, given.metadata.namespace ?? '', given.metadata.name);
    if (job === undefined || told.length === 0) return;
    const status = { ...job.status, ...more, triggersTypes: 'redis-streams', conditions: conditions.withConditions(job.status?.conditions ?? [], told) };
    storage.update(this.#resource, { ...job, metadata: { ...job.metadata }, status });
  }

  #tell(job: ScaledJob, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.recorder.record(job, { type, reason, message, component: 'keda-operator' });
  }

  #log(level: Level, logger: string, message: string, fields: Record<string, unknown>): void {
    this.#board.append('log', logLine(this.#context.clock.now(), level, logger, message, fields));
  }
}

function named({ metadata }: ScaledJob): Record<string, unknown> {
  return { namespace: metadata.namespace, name: metadata.name };
}

function keyOf({ metadata }: { metadata: { namespace?: string; name: string } }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
