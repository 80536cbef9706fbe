/**
 * The topic `panel:`: who follows one is checked as for a step that reads, each opening is recorded before anything is asked,
 * and those whom an environment cannot tell apart look at one watch.
 */
import { HandrailError } from '../../common/errors.ts';
import { newRunId } from '../../common/ids.ts';
import type { PanelTold } from '../../common/panel.ts';
import type { Audit } from '../audit/log.ts';
import type { Principal } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { RunnerClient } from '../runner/client.ts';
import { permitReading } from '../runs/permission.ts';
import { requireRunning } from '../runs/running.ts';
import type { FollowTopic, Listener } from '../ws/topics.ts';
import { type PanelPlan, planPanel, readPanelAsked, sharingKey } from './panel-plan.ts';
import { SharedWatch } from './shared-watch.ts';

export interface PanelsDeps {
  catalog: CatalogStore;
  environments(): Environments;
  runner: RunnerClient;
  audit: Audit;
  clock: Clock;
}

/** What one person may have open at once, over all their pages. */
const mostOpen = 48;
/** Openings at once, and how long until the next (ms): each is recorded, and a page has a few panels. */
const [burst, everyMs] = [60, 1_000];

/** Whoever looks is asked for this often whether they still may: an environment comes into use, a runbook is deployed anew. In milliseconds. */
const recheckMs = 30_000;

interface Opened {
  who: Principal;
  rest: string;
  listener: Listener;
  /** digest of the environment by which it was opened */
  rules: string;
  environment: string;
  leave: () => void;
  /** counts openings: rules may change again while one is under way, and of several only the last looks */
  openings: number;
  isOver: boolean;
}

export class Panels {
  readonly #deps: PanelsDeps;
  readonly #pace: RateLimit;
  readonly #watches = new Map<string, SharedWatch>();
  readonly #opened = new Set<Opened>();
  readonly #timer: NodeJS.Timeout;

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
    this.#pace = new RateLimit(deps.clock, burst, everyMs);
    this.#timer = setInterval(() => { this.recheck(); }, recheckMs).unref();
  }

  /** Follows a panel for a page. Throws the named error of the first check that fails. */
  readonly follow: FollowTopic = async (who, rest, _page, listener) => {
    if (!this.#pace.take(who.person.id)) throw new HandrailError('too-fast');
    if ([...this.#opened].filter((one) => one.who.person.id === who.person.id).length >= mostOpen) throw new HandrailError('panel-refused', { why: `You have ${mostOpen} panels open. Close a page that you do not need.` });
    const opened: Opened = { who, rest, listener, rules: '', environment: '', leave: () => undefined, openings: 0, isOver: false };
    this.#opened.add(opened);
    try {
      await this.#open(opened);
    } catch (error) {
      this.#end(opened);
      throw error;
    }
    return () => { this.#end(opened); };
  };

  /**
   * The environments may have changed, or whether one is in use just now, or the runbook: what was opened by other rules is opened anew
   * by those that hold now, or ended.
   */
  recheck(): void {
    const now = this.#deps.environments();
    for (const opened of [...this.#opened]) {
      if (now.get(opened.environment)?.digest === opened.rules && this.#stillMay(opened)) continue;
      opened.leave();
      opened.leave = () => undefined;
      this.#open(opened).catch((error: unknown) => {
        this.#end(opened);
        opened.listener.end(error instanceof HandrailError ? error : new HandrailError('panel-refused', { why: 'The rules changed, and it could not be opened by the new ones.' }));
      });
    }
  }

  close(): void {
    clearInterval(this.#timer);
    for (const watch of [...this.#watches.values()]) watch.close();
  }

  /** Whether it could be opened now. While nobody can read the runbooks, what they said holds. */
  #stillMay({ who, rest }: Opened): boolean {
    const { catalog, environments, clock } = this.#deps;
    const runbooks = catalog.current();
    if (runbooks === null) return true;
    try {
      permitReading(planPanel(runbooks, environments(), readPanelAsked(rest)), who, clock.now());
      return true;
    } catch {
      return false;
    }
  }

  async #open(opened: Opened): Promise<void> {
    const { catalog, environments, runner, clock } = this.#deps;
    const opening = opened.openings += 1;
    const isNow = (): boolean => !opened.isOver && opened.openings === opening;
    const plan = planPanel(catalog.require(), environments(), readPanelAsked(opened.rest));
    permitReading(plan, opened.who, clock.now());
    opened.environment = plan.environment.name;
    opened.rules = plan.environment.digest;
    await requireRunning(runner, plan.environment);
    if (!isNow()) return;
    const leave = await this.#join(plan, opened);
    if (isNow()) opened.leave = leave;
    else leave();
  }

  async #join(plan: PanelPlan, { who, listener }: Opened): Promise<() => void> {
    const { audit, clock } = this.#deps;
    const key = sharingKey(plan, who);
    const watch = this.#watches.get(key) ?? this.#newWatch(key);
    const id = newRunId(clock.now(), clock.random(10));
    const { runbook, environment, context, query } = plan;
    audit.write({ kind: 'panel-opened', by: who.person.id, environment: environment.name, runbook: runbook.id, watch: id, shared: watch.isGoing, context: context ?? '', what: toldOf(query) });
    return await watch.join({
      person: who.person.id,
      request: { id, person: who.person.id, groups: [...who.groups], environment: environment.name, rules: environment.digest, runbook: runbook.id, context, query },
      tell: (state) => { listener.tell({ ...state, told: clock.now() } satisfies PanelTold); },
      end: (why) => { listener.end(why); },
    });
  }

  #newWatch(key: string): SharedWatch {
    const watch: SharedWatch = new SharedWatch(this.#deps.runner, () => { if (this.#watches.get(key) === watch) this.#watches.delete(key); });
    this.#watches.set(key, watch);
    return watch;
  }

  #end(opened: Opened): void {
    if (opened.isOver) return;
    opened.isOver = true;
    this.#opened.delete(opened);
    opened.leave();
  }
}

/** What is looked at, as the record says it: `Pods prompt-redis`. */
function toldOf(query: PanelPlan['query']): string {
  const words = query.kind === 'RedisGroup' ? [query.stream, query.group] : [query.namespace, 'selector' in query ? query.selector : query.object];
  return [query.kind, ...words.filter((word) => word !== null)].join(' ');
}
