/**
 * What a report of a walkthrough tells, gathered: each step with its runs, outputs, notes and times. Whatever looks like a
 * secret is masked, beside what was masked before it came to the journal; what nobody would see is spelled out.
 */
import { visible, visibleLine } from '../../common/catalog/visible.ts';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { linkPath } from '../../common/link.ts';
import { clockText } from '../../common/recording/clock.ts';
import { endingOf } from '../../common/recording/ending.ts';
import { textOf } from '../../common/recording/snapshot.ts';
import type { Run } from '../../common/run.ts';
import { practice } from '../../common/policy.ts';
import { maskSecrets, withoutSecrets } from '../../common/secret-text.ts';
import type { StepStanding, WalkEntry, WalkStep, WalkText } from '../../common/walkthrough.ts';
import { actWords, parameterWords } from '../../common/walkthrough-words.ts';
import type { Principal } from '../auth/principal.ts';
import type { Clock } from '../clock.ts';
import { sourceOf } from '../recordings/source.ts';
import { textPiecesOf } from '../recordings/text.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { RunRegister } from '../runs/register.ts';
import type { Store } from '../store/store.ts';
import { type LoadedWalk, namedIn } from './loaded.ts';
import { stateWords, stepWords, utc } from './report-words.ts';

export interface ReportDeps {
  store: Store;
  clock: Clock;
  runner: RunnerClient;
  register: RunRegister;
  /** of the site, for links */
  origin: string;
}

export interface ReportNote {
  readonly who: string;
  readonly at: string;
  readonly text: string;
}

export interface ReportRun {
  readonly who: string;
  readonly began: string;
  /** as `0:07`; empty while it is going, or where nobody knows */
  readonly took: string;
  readonly ending: string;
  readonly isGood: boolean;
  readonly link: string;
  readonly parameters: string;
  /** the reason that was given; empty where none was asked for */
  readonly reason: string;
  readonly text: WalkText | null;
  /** the end of what it printed; null where it is left out */
  readonly output: string | null;
  /** what is to be said of the output: that there is more, or why there is none; else empty */
  readonly aside: string;
}

export interface ReportStep {
  readonly title: string;
  /** of the first step of a procedure, where the walkthrough is of a whole runbook: what that is called; else empty */
  readonly procedure: string;
  /** all of a title that is too long for one: what to do by hand is; else empty */
  readonly whole: string;
  readonly state: StepStanding['state'];
  /** how it stands, who did it and when, in words */
  readonly said: string;
  /** of a step that nobody ran: what it would run */
  readonly text: WalkText | null;
  readonly runs: readonly ReportRun[];
  readonly notes: readonly ReportNote[];
}

export interface Report {
  readonly title: string;
  readonly link: string;
  readonly said: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly steps: readonly ReportStep[];
  /** about the whole */
  readonly notes: readonly ReportNote[];
  /** everything that was done, in order */
  readonly log: readonly (readonly [at: string, what: string])[];
  readonly made: string;
}

/**
 * Of each output the end: so many bytes are read, so many characters and lines are told; and so many characters of all together.
 * One that shows nothing was read all the same, and counts as `least`.
 */
const tail = { bytes: 64 * 1024, characters: 6_000, lines: 80, all: 600_000, least: 2_000 } as const;

/** Characters of a step's title. */
const longestTitle = 120;

/** Takes who asks, how a walkthrough stands, and whether outputs are wanted; gives its report. */
export async function reportOf(deps: ReportDeps, principal: Principal, walk: LoadedWalk, outputs: boolean): Promise<Report> {
  const { head, state, entries } = walk;
  const names = await deps.store.walkthroughs.names(namedIn(walk));
  const gathering = new Gathering(deps, principal, walk, names, await deps.store.walkthroughs.texts(head.id), outputs);
  const steps: ReportStep[] = [];
  for (const [at, step] of head.steps.entries()) {
    const isFirst = head.procedure === '' && head.steps[at - 1]?.procedure !== step.procedure;
    steps.push({ ...await gathering.step(step), procedure: isFirst ? clean(step.procedureTitle) : '' });
  }
  const last = state.ended?.at ?? deps.clock.now();
  return {
    title: clean(head.title), link: `${deps.origin}${linkPath({ kind: 'walkthrough', walkthrough: head.id })}`, said: clean(stateWords(state, names)), steps,
    facts: [
      ['Runbook', head.runbookTitle], ...(head.procedure === '' ? [] : [['Procedure', head.procedureTitle] as const]), ['Environment', head.environmentTitle],
      ...(Object.keys(state.parameters).length === 0 ? [] : [['Parameters', parameterWords(withoutSecrets(state.parameters))] as const]),
      ['Begun', `${utc(head.begunAt)} by ${names[head.begunBy] ?? head.begunBy}`],
      ...(state.ended === null ? [] : [['Ended', `${utc(state.ended.at)} by ${names[state.ended.by] ?? state.ended.by}`] as const]),
      [state.ended === null ? 'Open for' : 'Took', clockText(last - head.begunAt)],
      ['Took part', state.people.map((person) => names[person] ?? person).join(', ')],
      ['Lead', names[state.lead] ?? state.lead], ['Runbook text', `catalog ${head.catalog.slice(0, 12)}`],
    ].map(([name = '', value = '']) => [name, clean(value)] as const),
    notes: gathering.notes(null),
    log: entries.map((entry) => [utc(entry.at), clean(`${names[entry.by] ?? (entry.by || 'Handrail')} ${actWords(safeAct(entry), head, names)}`)]),
    made: `Made ${utc(deps.clock.now())} for ${clean(principal.person.name)}. Times are UTC. What looks like a secret is masked.${outputs ? '' : ' Outputs were left out.'}`,
  };
}

/** One report being made: what is read for it is bounded as a whole. */
class Gathering {
  readonly #deps: ReportDeps;
  readonly #principal: Principal;
  readonly #walk: LoadedWalk;
  readonly #names: Readonly<Record<string, string>>;
  readonly #texts: Readonly<Record<string, WalkText>>;
  readonly #outputs: boolean;
  #left: number = tail.all;

  constructor(deps: ReportDeps, principal: Principal, walk: LoadedWalk, names: Readonly<Record<string, string>>, texts: Readonly<Record<string, WalkText>>, outputs: boolean) {
    this.#deps = deps;
    this.#principal = principal;
    this.#walk = walk;
    this.#names = names;
    this.#texts = texts;
    this.#outputs = outputs;
  }

  async step(step: WalkStep): Promise<Omit<ReportStep, 'procedure'>> {
    const standing = this.#walk.state.steps[step.id];
    const runs: ReportRun[] = [];
    for (const run of standing?.runs ?? []) runs.push(await this.#run(run));
    const text = runs.length > 0 ? null : this.#text(step.digest);
    return {
      title: visibleLine(maskSecrets(step.title), longestTitle), whole: step.title.length > longestTitle ? clean(step.title) : '', state: standing?.state ?? 'waiting', runs, text, notes: this.notes(step.id),
      said: clean(standing === undefined ? '' : stepWords(standing, this.#names)),
    };
  }

  /** Takes a step's id, or null for the whole; gives the notes on it. */
  notes(step: string | null): ReportNote[] {
    return this.#walk.entries.flatMap((entry) => {
      const text = entry.kind === 'note' && entry.step === step ? entry.text
        : step === null && (entry.kind === 'ended' || entry.kind === 'reopened') ? entry.text : '';
      return text === '' ? [] : [{ who: clean(this.#names[entry.by] ?? entry.by), at: utc(entry.at), text: clean(text) }];
    });
  }

  async #run(id: RunId): Promise<ReportRun> {
    const entry = this.#walk.entries.find((one) => one.kind === 'run' && one.run === id);
    const kept = await this.#deps.store.runs.get(id);
    const link = `${this.#deps.origin}${linkPath({ kind: 'run', run: id, line: null })}`;
    const reason = entry?.kind === 'run' ? clean(entry.reason) : '';
    const digest = entry?.kind === 'run' ? entry.digest : '';
    const name = clean(this.#names[entry?.by ?? ''] ?? '');
    const common = { who: this.#walk.head.environment === practice ? `${name} in their own practice world` : name, link, reason, text: this.#text(digest) };
    if (kept === null) return { ...common, began: utc(entry?.at ?? 0), took: '', ending: 'Its record is not kept any more.', isGood: false, parameters: '', output: null, aside: '' };
    const { startedAt, endedAt, queuedAt, parameters, asExpected } = kept;
    return {
      ...common, began: utc(startedAt ?? queuedAt), took: startedAt === null || endedAt === null ? '' : clockText(endedAt - startedAt),
      ending: clean(endingOf(kept)), isGood: asExpected === true, parameters: clean(parameterWords(withoutSecrets(parameters))), ...await this.#output(kept),
    };
  }

  async #output(run: Run): Promise<Pick<ReportRun, 'output' | 'aside'>> {
    if (!this.#outputs) return { output: null, aside: '' };
    if (run.end === 0) return { output: null, aside: 'It printed nothing.' };
    if (run.person !== this.#principal.person.id && !await this.#deps.register.isShared(run.id)) return { output: null, aside: 'Who ran it does not share what it printed.' };
    if (this.#left <= 0) return { output: null, aside: 'What it printed is left out: this report is long enough. Its link has it.' };
    try {
      const from = Math.max(0, run.end - tail.bytes);
      const read = await tailOf(sourceOf(this.#deps.runner, run), from);
      const text = clean(read).trimEnd();
      const lines = text.split('\n');
      const cut = lines.slice(-tail.lines).join('\n').slice(-Math.min(tail.characters, this.#left));
      this.#left -= Math.max(cut.length, tail.least);
      return { output: cut, aside: from > 0 || cut.length < text.length ? 'This is the end of what it printed; its link has all of it.' : '' };
    } catch (error) {
      if (error instanceof HandrailError) return { output: null, aside: error.message };
      throw error;
    }
  }

  #text(digest: string): WalkText | null {
    const text = this.#texts[digest];
    return text === undefined ? null : { ...text, source: clean(text.source) };
  }
}

async function tailOf(source: ReturnType<typeof sourceOf>, from: number): Promise<string> {
  let text = '';
  for await (const pieces of textPiecesOf(source, from)) text += textOf(pieces);
  return text;
}

/** What people and programs wrote, fit to be handed on. */
function clean(text: string): string {
  return visible(maskSecrets(text));
}

function safeAct(entry: WalkEntry): WalkEntry {
  return entry.kind === 'parameters' ? { ...entry, parameters: withoutSecrets(entry.parameters) } : entry;
}
