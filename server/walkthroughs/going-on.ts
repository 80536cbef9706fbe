/**
 * Walkthroughs that go on by themselves: as one step ends as expected, the next is started for whoever asked for that, by all
 * the checks of a click, until something is not as expected or takes a person. That a walkthrough goes on stands in its
 * entries, so a server that was restarted takes it up again; each start has a key of its own, so none happens twice.
 */
import { createHash } from 'node:crypto';
import { HandrailError } from '../../common/errors.ts';
import { rightsOf } from '../../common/rights.ts';
import type { WalkStep } from '../../common/walkthrough.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { inTurn } from '../approvals/in-turn.ts';
import type { Principal } from '../auth/principal.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunStarter } from '../runs/start.ts';
import type { Store } from '../store/store.ts';
import { approvalSaid } from './approval-said.ts';
import type { LoadedWalk } from './loaded.ts';
import { nextOf } from './next.ts';
import { changedSteps } from './steps.ts';
import type { Walkthroughs } from './walkthroughs.ts';

export interface GoingOnDeps {
  walkthroughs: Walkthroughs;
  starter: RunStarter;
  approvals: Pick<Approvals, 'openFor'>;
  store: Store;
  catalog: CatalogStore;
  clock: Clock;
  log: Log;
}

/** Nobody looks at it: as wide as people read. */
const size = { cols: 120, rows: 30 } as const;
/** What stands against a start because somebody did something meanwhile: that decides anew. */
const overtaken: ReadonlySet<string> = new Set(['walkthrough-lead', 'walkthrough-over', 'walkthrough-other', 'walkthrough-going', 'walkthrough-moved']);

export class GoingOn {
  readonly #deps: GoingOnDeps;
  readonly #inTurn = inTurn();
  readonly #off: () => void;
  #isOpen = true;

  constructor(deps: GoingOnDeps) {
    this.#deps = deps;
    this.#off = deps.walkthroughs.onChange((id) => { this.#look(id); });
  }

  /** Takes up what goes on and may have been missed, as when the server ended: to be asked once it is known what became of the runs. */
  async resume(): Promise<void> {
    for (const id of await this.#deps.store.walkthroughs.going()) this.#look(id);
  }

  close(): void {
    this.#isOpen = false;
    this.#off();
  }

  #look(id: string): void {
    if (!this.#isOpen) return;
    this.#inTurn(id, () => this.#goOn(id)).catch((error: unknown) => {
      if (this.#isOpen) this.#deps.log.error({ err: error, walkthrough: id }, 'a walkthrough could not go on');
    });
  }

  async #goOn(id: string): Promise<void> {
    const { walkthroughs, catalog } = this.#deps;
    if (!this.#isOpen) return;
    const walk = await walkthroughs.load(id);
    const { state, head } = walk;
    if (state.going === null) return;
    const { since, by } = state.going;
    const next = nextOf(head, state, changedSteps(head, catalog.current()));
    if (next.kind === 'wait') return;
    if (next.kind === 'hold') {
      await walkthroughs.hold(id, since, next.step, next.why);
      return;
    }
    const why = await this.#start(walk, next.step, by, since);
    if (why !== null) await walkthroughs.hold(id, since, next.step.id, why);
  }

  /** Starts a step; gives why it could not be, null where it was or somebody was quicker. */
  async #start({ head, state }: LoadedWalk, step: WalkStep, by: string, since: number): Promise<string | null> {
    const principal = await this.#principal(by);
    if (principal === null) return 'Whoever let it go on is not logged in any more. Somebody who is has to let it go on.';
    const values = step.parameters.map((name) => [name, state.parameters[name] ?? '']);
    const asked = { runbook: head.runbook, step: step.id, digest: step.digest, environment: head.environment, parameters: Object.fromEntries(values) as Record<string, string> };
    try {
      const { decision, asksReason, confirm, reason } = await this.#deps.starter.preview(principal, asked);
      if (decision === 'deny') return reason;
      if (confirm !== null) return `“${step.title}” has to be confirmed: whoever presses Run types \`${confirm}\`.`;
      if (asksReason) return `“${step.title}” asks for a reason: whoever presses Run gives one.`;
      const approval = decision === 'needs-approval' ? await this.#deps.approvals.openFor(principal, asked) : null;
      if (decision === 'needs-approval' && approval?.isApproved !== true) return approvalSaid(step.title, approval !== null, await this.#approvers(by));
      const key = createHash('sha256').update(`${head.id} ${since} ${step.id}`).digest('hex');
      // Who has it go on after the approval was given uses it, as they would by pressing Run.
      const { run, isNew } = await this.#deps.starter.start(principal, { ...asked, size, walkthrough: head.id, ...(approval === null ? {} : { approval: approval.id }) }, key, true);
      if (isNew) return null;
      // A server that was killed had reserved it, and came no further.
      const { entries } = await this.#deps.walkthroughs.load(head.id);
      return entries.some((entry) => entry.kind === 'run' && entry.run === run.id) ? null : `“${step.title}” was not started: the server ended just then.`;
    } catch (error) {
      if (!(error instanceof HandrailError)) throw error;
      return overtaken.has(error.code) ? null : error.message;
    }
  }

  /** Names of who may approve what somebody asks for. */
  async #approvers(of: string): Promise<string[]> {
    const people = await this.#deps.store.persons.list(this.#deps.clock.now());
    return people.filter(({ id, roles, disabledAt }) => id !== of && disabledAt === null && rightsOf(roles).includes('approve')).map(({ name }) => name);
  }

  /** Whoever let it go on, with what they may do now; null once they are logged out everywhere: nothing begins in the name of who is not there. */
  async #principal(id: string): Promise<Principal | null> {
    const { store, clock } = this.#deps;
    const standing = await store.persons.standing(id);
    if (standing === null || standing.disabled || (await store.sessions.list(id, clock.now())).length === 0) return null;
    const { name, roles, groups } = standing;
    return { person: { id, name }, via: 'cookie', session: '', roles, rights: new Set(rightsOf(roles)), environments: null, groups };
  }
}
