/**
 * Argo CD in this process: it looks at each Application's repository every three minutes of the world's time and when it
 * is asked to, compares what it finds with what is there, and syncs when an Application's `operation` says so. Nothing is
 * synced by itself.
 */
import { isDeepStrictEqual } from 'node:util';
import { formatTime } from '../../cluster/clock.ts';
import type { Controller, ControllerContext } from '../../cluster/controllers/controller.ts';
import { appProjects, applications } from '../../cluster/custom/argo.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { configMaps } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';
import type { Repositories } from '../../repository/repositories.ts';
import { type Application, type ApplicationStatus, type Spec, argoNamespace, readStatus, refreshAnnotation, specSchema } from './application.ts';
import { applicationOf } from './identity.ts';
import { type Looked, Lookout } from './look.ts';
import { readOperation, refused, sequelOf } from './operation.ts';
import { firstTargets, isUsual, phalanxRevision } from './phalanx.ts';
import { refusal, refusalOf } from './project.ts';
import { reportName, reportOf } from './report.ts';
import { type Row, rowsOf } from './rows.ts';
import { comparedStatus, conditionOf } from './status.ts';
import { sync } from './sync.ts';
import { without } from './without.ts';

/** How often repositories are looked at, in milliseconds of the world's time: Argo CD's `timeout.reconciliation`. */
const pollEvery = 180_000;

interface Known {
  looked: Looked;
  /** the world's time of the look */
  at: number;
}

export class ApplicationController implements Controller {
  readonly name = 'argocd-application-controller';
  readonly #context: ControllerContext;
  readonly #lookout: Lookout;
  readonly #known = new Map<string, Known>();
  /** applications whose repository is being looked at */
  readonly #busy = new Set<string>();
  /** … of which something changed meanwhile */
  readonly #missed = new Set<string>();
  #closed = false;

  constructor(context: ControllerContext, repositories: Repositories) {
    this.#context = context;
    this.#lookout = new Lookout(repositories);
  }

  keys({ resource, object }: Change): string[] {
    if (resource === applications) return object.metadata.namespace === argoNamespace ? [object.metadata.name] : [];
    const application = applicationOf(object);
    return application === null ? [] : [application];
  }

  reconcile(name: string): number | undefined {
    const application = this.#application(name);
    if (!application) {
      this.#known.delete(name);
      return undefined;
    }
    if (this.#busy.has(name)) {
      this.#missed.add(name);
      return pollEvery;
    }
    const { data: spec, error } = specSchema.safeParse(application.spec);
    const refusal = error ? `the spec cannot be read: ${error.issues[0]?.path.join('.') ?? ''}: ${error.issues[0]?.message ?? ''}` : this.#refusal(spec);
    if (refusal !== null || !spec) {
      this.#refuse(application, refusal ?? '');
      return pollEvery;
    }
    return this.#attend(application, spec);
  }

  #application(name: string): Application | undefined {
    const found = this.#context.storage.get<Application>(applications, argoNamespace, name);
    if (!found || found.metadata.deletionTimestamp !== undefined) return undefined;
    return found.status === undefined ? found : { ...found, status: readStatus(found.status) };
  }

  #refusal(spec: Spec): string | null {
    return refusal(this.#projectOf(spec), spec);
  }

  #projectOf({ project }: Spec): KubeObject | undefined {
    return this.#context.storage.get(appProjects, argoNamespace, project);
  }

  /** Looks, when there is a reason to; else compares what it knows with what is there now. */
  #attend(application: Application, spec: Spec): number {
    const { name, annotations } = application.metadata;
    const known = this.#known.get(name) ?? this.#remember(application, spec);
    const now = this.#context.clock.now();
    const asked = annotations?.[refreshAnnotation];
    const changed = known !== undefined && !isDeepStrictEqual(known.looked.spec, spec);
    if (known && asked === undefined && application.operation === undefined && !changed && now - known.at < pollEvery) {
      this.#compare(application, known.looked, false);
      return pollEvery - (now - known.at);
    }
    this.#busy.add(name);
    this.#look(name, spec, asked === 'hard').catch((error: unknown) => { this.#context.onError(error, `${this.name} ${name}`); });
    return pollEvery;
  }

  /** A new world is as its first commit says; and so is one that was last seen so. Git need not be asked for that. */
  #remember({ metadata, status }: Application, spec: Spec): Known | undefined {
    const revision = phalanxRevision();
    if (status?.sync?.revision !== revision || spec.source.targetRevision !== 'main' || !isUsual(spec)) return undefined;
    const known = { looked: { spec, revision, targets: firstTargets(metadata.name, spec), error: null }, at: this.#context.clock.now() };
    this.#known.set(metadata.name, known);
    return known;
  }

  async #look(name: string, spec: Spec, hard: boolean): Promise<void> {
    try {
      const looked = await this.#lookout.look(name, spec, this.#known.get(name)?.looked, hard);
      const given = this.#application(name)?.operation;
      const { operation } = readOperation(given);
      const source = operation && { ...operation.sync.source ?? spec.source, targetRevision: operation.sync.revision || (operation.sync.source ?? spec.source).targetRevision };
      const why = source ? this.#refusal({ ...spec, source }) : null;
      const wanted = why !== null ? { spec, revision: null, targets: [], error: why } : source ? await this.#lookout.look(name, { ...spec, source }, looked, false) : looked;
      if (this.#closed) return;
      this.#known.set(name, { looked, at: this.#context.clock.now() });
      this.#finish(name, looked, wanted, given);
    } finally {
      this.#busy.delete(name);
      if (this.#missed.delete(name)) setImmediate(() => { this.#again(name); });
    }
  }

  #again(name: string): void {
    try {
      if (!this.#closed) this.reconcile(name);
    } catch (error) {
      this.#context.onError(error, `${this.name} ${name}`);
    }
  }

  /** After a look nothing waits: operation, comparison and status are done in one go. An operation that came later has its own look. */
  #finish(name: string, looked: Looked, wanted: Looked, given: unknown): void {
    const application = this.#application(name);
    if (!application) return;
    const asked = given !== undefined && isDeepStrictEqual(application.operation, given);
    const operated = asked ? this.#operate(application, wanted) : application;
    this.#compare(operated, looked, true);
  }

  #operate(application: Application, wanted: Looked): Application {
    const { operation, error } = readOperation(application.operation);
    const now = this.#context.clock.now();
    const status = application.status ?? {};
    const { operation: given, ...rest } = application;
    if (!operation) return { ...rest, status: { ...status, operationState: refused(given, error, now) } };
    const { prune, dryRun, resources } = operation.sync;
    const results = wanted.error === null
      ? sync(this.#context, { application: application.metadata.name, spec: wanted.spec, targets: wanted.targets, prune, dryRun, resources, refusal: (identity, namespaced) => refusalOf(this.#projectOf(wanted.spec), identity, namespaced) })
      : [];
    return { ...rest, status: { ...status, ...sequelOf({ status, operation, given, wanted, results, now }) } };
  }

  /** Takes an application as it is to be kept, but for what the comparison says; keeps it. */
  #compare(application: Application, looked: Looked, told: boolean): void {
    const { name } = application.metadata;
    const rows = looked.error === null ? rowsOf(this.#context.storage, name, looked.targets) : [];
    const now = this.#context.clock.now();
    const asked = application.metadata.annotations?.[refreshAnnotation] !== undefined;
    const status = comparedStatus(application.status ?? {}, looked, rows, now);
    this.#write(application, asked ? { ...status, reconciledAt: formatTime(now) } : status, told);
    if (told || rows.some((row) => row.status === 'OutOfSync')) this.#report(name, looked, rows);
  }

  #refuse(application: Application, why: string): void {
    const before = application.status ?? {};
    const status: ApplicationStatus = {
      ...before, sync: { status: 'Unknown' }, health: { status: 'Unknown' }, conditions: [conditionOf(before, 'InvalidSpecError', why, this.#context.clock.now())],
    };
    const { operation, ...rest } = application;
    this.#write(operation === undefined ? application : { ...rest, status: { ...status, operationState: refused(operation, why, this.#context.clock.now()) } }, status, true);
  }

  #write(application: Application, status: ApplicationStatus, told: boolean): void {
    const { annotations = {}, ...metadata } = application.metadata;
    const kept = told ? without(annotations, refreshAnnotation) : annotations;
    const next: Application = {
      ...application, metadata: { ...metadata, ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}) },
      status: { ...status, ...(application.status?.operationState ? { operationState: application.status.operationState } : {}) },
    };
    const stored = this.#application(application.metadata.name);
    if (!stored || isDeepStrictEqual({ ...next, metadata: { ...next.metadata, resourceVersion: '' } }, { ...stored, metadata: { ...stored.metadata, resourceVersion: '' } })) return;
    this.#context.objects.update(applications, { ...next, metadata: { ...next.metadata, resourceVersion: stored.metadata.resourceVersion } });
  }

  #report(name: string, looked: Looked, rows: readonly Row[]): void {
    const data = reportOf(looked.targets, rows);
    const before = this.#context.storage.get(configMaps, argoNamespace, reportName(name)) as { data?: unknown } | undefined;
    if (isDeepStrictEqual(before?.data, data)) return;
    const metadata = { name: reportName(name), namespace: argoNamespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } };
    if (!before) this.#context.objects.create(configMaps, argoNamespace, { metadata, data });
    else this.#context.objects.update(configMaps, { ...before, data } as never);
  }

  close(): void {
    this.#closed = true;
    this.#lookout.close();
  }
}
