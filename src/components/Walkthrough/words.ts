/** What is said of a walkthrough: what somebody did, how a step stands, what is news. Pure. */
import { isOver } from '../../../common/run-state.ts';
import { practice } from '../../../common/policy.ts';
import { aheadOf } from '../../../common/walkthrough-ahead.ts';
import { actWords } from '../../../common/walkthrough-words.ts';
import type { ActAsked, StepStanding, WalkEntry, WalkRun, WalkView } from '../../../common/walkthrough.ts';

type Said = Pick<WalkView, 'names' | 'steps' | 'title' | 'environment'>;

/** In place of one's own id, where others read it too: everybody is called by name. */
export const nobody = '-';

/** Takes a walkthrough, a person's id and one's own; gives what to call them at the beginning of a sentence. */
export function nameIn({ names }: Pick<WalkView, 'names'>, person: string, me: string): string {
  if (person === '') return 'Handrail';
  return person === me ? 'You' : names[person] ?? person;
}

/** Takes the same; gives what to call them within a sentence. */
function byName(view: Pick<WalkView, 'names'>, person: string, me: string): string {
  const name = nameIn(view, person, me);
  return name === 'You' ? 'you' : name;
}

/** Takes a walkthrough and a step's id; gives what the step is called there. */
export function stepName({ steps }: Pick<WalkView, 'steps'>, id: string | null): string {
  const step = steps.find((one) => one.id === id);
  return step === undefined || step.title === '' ? id ?? '' : short(step.title);
}

/** Takes a run; gives how it ended, as a sentence goes on with it. */
export function endingSaid({ state, asExpected, exitStatus }: Pick<WalkRun, 'state' | 'asExpected' | 'exitStatus'>): string {
  if (!isOver(state)) return state === 'running' ? 'still running' : state;
  if (state !== 'exited') return { stopped: 'stopped', 'timed-out': 'timed out', lost: 'lost: nobody knows how it ended' }[state as string] ?? state;
  return asExpected === false ? `not as expected, exit status ${exitStatus ?? '?'}` : 'as expected';
}

/** Takes a walkthrough, one of its entries and one's own id; gives what was done, in a sentence without its full stop. */
export function entrySaid(view: Said, entry: WalkEntry, me: string): string {
  return `${nameIn(view, entry.by, me)} ${actWords(entry, view, view.names)}`;
}

export type StandingTone = 'good' | 'bad' | 'busy' | 'over' | 'idle';

/** Takes a walkthrough, how one of its steps stands, one's own id and how to write a time; gives what is said of the step. */
export function standingSaid(view: Pick<WalkView, 'names' | 'runs' | 'environment' | 'state'>, standing: StepStanding, me: string, clock: (at: number) => string): { tone: StandingTone; text: string } {
  const by = byName(view, standing.by, me);
  const when = standing.at === null ? '' : ` at ${clock(standing.at)}`;
  const ran = `${when}${worldSaid(view, standing, me)}`;
  const run = standing.run === null ? undefined : view.runs[standing.run];
  switch (standing.state) {
    case 'waiting': return { tone: 'idle', text: standing.blank.length > 0 ? `Has no value for ${standing.blank.join(', ')} yet` : standing.runs.length > 0 ? `Not done in ${worldOfLead(view, me)} yet` : 'Not done yet' };
    case 'running': return { tone: 'busy', text: `Run by ${by}, since ${ran.slice(4)}` };
    case 'done': return { tone: 'good', text: `Run by ${by}${ran}: as expected` };
    case 'ticked': return { tone: 'good', text: `Done by ${by}${when}` };
    case 'skipped': return { tone: 'over', text: `Skipped by ${by}${when}: ${standing.reason}` };
    case 'stale': return { tone: 'bad', text: `Done by ${by}${ran}, and does not count any more: ${staleFor[standing.staleFor ?? 'text']}` };
    case 'elsewhere': return { tone: 'over', text: 'Not for this target' };
    default: return { tone: standing.state === 'stopped' ? 'over' : 'bad', text: `Run by ${by}${ran}: ${run === undefined ? standing.state : endingSaid(run)}` };
  }
}

const staleFor = {
  text: 'the step has changed since', parameters: 'the parameters are others now', anew: 'the workspace it ran in was begun anew',
} as const;

/** Takes a walkthrough as it was (null when just come to) and as it is; gives a sentence on each thing that others would like to hear of. */
export function newsBetween(before: WalkView | null, after: WalkView, me: string): string[] {
  if (before === null) return [];
  const fresh = after.entries.filter(({ seq }) => seq > before.state.seq).map((entry) => sentence(`${entrySaid(after, entry, me)}${endOf(after, entry)}`));
  const over = Object.values(after.runs).filter(({ id, state }) => isOver(state) && before.runs[id] !== undefined && !isOver(before.runs[id].state));
  const ended = over.map((run) => `“${stepName(after, run.step)}” by ${byName(after, run.person, me)}: ${endingSaid(run)}.`);
  const here = new Set(before.present.map(({ person }) => person));
  const come = after.present.filter(({ person }) => person !== me && !here.has(person)).map(({ name }) => `${name} is here now.`);
  return [...fresh, ...ended, ...new Set(come)];
}

/** What was written may end with a full stop already. */
function sentence(text: string): string {
  return /[.!?…]”?$/.test(text) ? text : `${text}.`;
}

/** A run may be over by the time it is told of. */
function endOf(view: WalkView, entry: WalkEntry): string {
  const run = entry.kind === 'run' ? view.runs[entry.run] : undefined;
  if (run !== undefined && isOver(run.state)) return `: ${endingSaid(run)}`;
  return entry.kind === 'note' ? `: ${entry.text}` : '';
}

/** Takes a walkthrough and one's own id; gives who took the lead from one and when, null when nobody did or one has it again. */
export function takenFrom({ entries, state }: Pick<WalkView, 'entries' | 'state'>, me: string): { seq: number; by: string; at: number } | null {
  const last = entries.findLast(({ kind }) => kind === 'lead');
  if (last?.kind !== 'lead' || last.from !== me || last.by === me || state.lead === me) return null;
  return { seq: last.seq, by: last.by, at: last.at };
}

/** In practice, of a run that was not in the world where the next one will be: in whose it was. */
function worldSaid({ environment, state: { lead } }: Pick<WalkView, 'environment' | 'state'>, { run, by }: StepStanding, me: string): string {
  if (environment !== practice || run === null || by === '' || by === lead) return '';
  return by === me ? ', in your own world' : ', in their own world';
}

/** Takes a walkthrough, what a step of it needs and has not, and one's own id; gives how that stands. */
export function missingSaid(view: Pick<WalkView, 'environment' | 'state' | 'names'>, missing: readonly string[], me: string): string {
  if (view.environment !== practice || !missing.every((id) => view.state.steps[id]?.state === 'done')) return 'not done here yet';
  return `not done in ${worldOfLead(view, me)} yet`;
}

/** In practice, where the next step will run. */
function worldOfLead({ state: { lead }, names }: Pick<WalkView, 'state' | 'names'>, me: string): string {
  return lead === me ? 'your world' : `the world of ${names[lead] ?? lead}`;
}

/** Takes a walkthrough and one's own id; gives what is different for who has the lead now, in practice, since they took it: null when nothing is, and once they do it again there. */
export function worldSince({ entries, state, environment, names }: Pick<WalkView, 'entries' | 'state' | 'environment' | 'names'>, me: string): { seq: number; text: string } | null {
  const last = entries.findLast(({ kind }) => kind === 'lead' || kind === 'again');
  if (environment !== practice || last?.kind !== 'lead' || last.by !== me || state.lead !== me) return null;
  return { seq: last.seq, text: `From here on it runs in your world. What ${names[last.from] ?? last.from} did is not done there.` };
}

/** Takes a walkthrough that is open and one's own id; gives what to do once nothing is left in it: empty while something is. */
export function finishedSaid(view: Pick<WalkView, 'steps' | 'state' | 'names'>, me: string): string {
  const { running, next } = aheadOf(view, view.state);
  const { lead, ended, counts } = view.state;
  if (running !== null || next !== null || ended !== null) return '';
  const what = `All steps are done${counts.skipped > 0 ? ' or skipped' : ''}.`;
  return lead === me ? `${what} End it, or note what is left.` : `${what} ${nameIn(view, lead, me)} has the lead and can end it; note what is left.`;
}

/** Takes a walkthrough that is open; gives what runs in it or comes next, and which step that is; null when nothing is left. */
export function aheadSaid(view: Pick<WalkView, 'steps' | 'state'>): { word: 'running' | 'next'; step: string } | null {
  const { running, next } = aheadOf(view, view.state);
  return running !== null ? { word: 'running', step: running } : next === null ? null : { word: 'next', step: next };
}

/** Takes the open walkthroughs of a procedure, with whose they are and what leads there; gives what is offered, in few words, and whom one would meet there. */
export function openingsSaid(open: readonly { verb: string; lead: string }[]): { what: string; whom: string } {
  const [first, ...others] = open;
  if (first === undefined || others.length > 0) return { what: `${open.length} open`, whom: '' };
  return { what: first.verb, whom: first.verb === 'Join' ? first.lead : '' };
}

/** Takes the time and when something was last done, Unix milliseconds; gives for how long nothing was, once that is worth telling: else empty. */
export function idleSaid(now: number, lastAt: number): string {
  const minutes = Math.floor((now - lastAt) / 60_000);
  if (minutes < 5) return '';
  const span = minutes < 60 ? `${minutes} min` : minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`;
  return `nothing was done for ${span}`;
}

/** Takes a walkthrough; gives why it does not go on by itself any more, as long as that is so: empty when nothing is to be said. */
export function heldSaid({ entries, state }: Pick<WalkView, 'entries' | 'state'>): string {
  const last = entries.findLast(({ kind }) => kind === 'hold');
  // What it held at may be done meanwhile; that nothing is left is said already.
  const isOver = last?.kind === 'hold' && last.why === state.held && (last.step === null || last.step !== state.next);
  return isOver ? '' : state.held;
}

/** Takes what somebody asked to be done; gives what it is and what they wrote, while it is not kept: never as if it were done. */
export function keepingSaid(asked: ActAsked): { what: string; text: string } {
  switch (asked.act) {
    case 'note': return { what: 'Note', text: asked.text };
    case 'skip': return { what: 'Skip it', text: asked.reason };
    case 'unskip': return { what: 'Take it up again', text: '' };
    case 'tick': return { what: 'Tick it off', text: '' };
    case 'untick': return { what: 'Take the tick back', text: '' };
    case 'end': return { what: 'End the walkthrough', text: asked.text ?? '' };
    case 'reopen': return { what: 'Open it again', text: asked.text ?? '' };
    default: return { what: asked.act, text: '' };
  }
}

/** Takes who is there; gives each person once, oneself first. */
export function peopleHere({ present }: Pick<WalkView, 'present'>, me: string): { id: string; name: string }[] {
  const once = new Map(present.map(({ person, name }) => [person, { id: person, name: person === me ? 'you' : name }]));
  return [...once.values()].sort((one, other) => Number(other.id === me) - Number(one.id === me));
}

/** A step done by hand is called by its whole instruction. */
function short(title: string): string {
  return title.length > 90 ? `${title.slice(0, 88).trimEnd()}…` : title;
}
