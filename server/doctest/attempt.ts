/** One attempt at a step: started, typed into where it asks, watched to its end or its limit, and judged. */
import { outputMatches } from '../../common/catalog/expect.ts';
import type { Typed } from '../../common/catalog/practice-script.ts';
import type { RunnableStep, Step } from '../../common/catalog/step.ts';
import { HandrailError } from '../../common/errors.ts';
import type { MachineStep } from '../runs/plan.ts';
import { faultOfRun } from './judge.ts';
import { screenOf } from './screen.ts';
import type { Unit } from './select.ts';
import { size, type Trainee } from './trainee.ts';
import { answersTo, differenceOf } from './transcript.ts';
import { type as typeInto } from './typing.ts';
import { type Outputs, valuesFor } from './values.ts';
import type { WatchedRun } from './watched-run.ts';

export interface Attempt {
  /** why it failed; null when it has not */
  fault: string | null;
  /** steps it needs that have not been run: then it was not started */
  unmet: readonly string[];
  difference: string;
  /** beginning of what it printed */
  output: string;
  screen: string;
  /** of a transcript whose commands ended well: whether its answers fit; null for all else */
  transcriptFits: boolean | null;
  /** a background step that goes on; null for what is over */
  going: WatchedRun | null;
}

export interface Limits {
  /** seconds a step may take, whatever it allows itself */
  patience: number;
}

const nothing: Omit<Attempt, 'fault'> = { unmet: [], difference: '', output: '', screen: '', transcriptFits: null, going: null };
/** What is looked at of a step's output. */
const headBytes = 1024 * 1024;
/** More than a screen, with all its colours. */
const tailBytes = 64 * 1024;
/** A step that the runner ends at its own time limit is given this much longer. Milliseconds. */
const graceMs = 15_000;
/** What a background step is to print has to come within this. Milliseconds. */
const backgroundMs = 20_000;

/** Takes who tries what, and what was printed so far in this world; gives what came of it. Throws `runner-away`. */
export async function attempt(trainee: Trainee, unit: Unit, step: Step, outputs: Outputs, limits: Limits): Promise<Attempt> {
  try {
    if (step.kind === 'manual') return await byHand(trainee, unit, step, outputs);
    const { values, missing } = valuesFor(step.parameters, unit.script, unit.target, outputs);
    if (missing.length > 0) return failed(missing.join(' '));
    const started = await trainee.start(unit.runbook, step, values);
    if ('unmet' in started) return { ...nothing, fault: `It needs ${started.unmet.join(', ')}.`, unmet: started.unmet };
    const seen = await watch(trainee, unit, step, started.run, limits);
    if (seen.going === null) started.run.close();
    return seen;
  } catch (error) {
    if (!(error instanceof HandrailError) || error.code === 'runner-away') throw error;
    return failed(error.message);
  }
}

async function byHand(trainee: Trainee, unit: Unit, step: Step, outputs: Outputs): Promise<Attempt> {
  const action = unit.script.manual[step.id];
  if (action === undefined || !('run' in action)) return failed('It is done by hand.');
  const { runbook, script, target } = unit;
  const { values } = valuesFor(runbook.parameters.filter((one) => target !== '' || one.name !== 'TARGET'), script, target, outputs);
  const context = runbook.targets[target]?.context ?? null;
  const run = await trainee.take(runbook, { id: step.id, digest: step.digest, title: step.title }, action.run, { parameters: values, context });
  const fault = await toEnd(trainee, run, { exit: [0], limit: null });
  const seen = await look(run);
  run.close();
  return { ...nothing, ...seen, fault: fault === null ? null : `What stands in for it in the practice script failed. ${fault}` };
}

async function watch(trainee: Trainee, { script }: Unit, step: MachineStep, run: WatchedRun, limits: Limits): Promise<Attempt> {
  if (step.kind === 'file') return await settled(run, await toEnd(trainee, run, { exit: [0], limit: null }));
  if (step.background) return await beside(trainee, step, run, { mayBeQuiet: script.quiet.includes(step.id), ms: Math.min(backgroundMs, limits.patience * 1000) });
  if (step.interactive) return await typed(trainee, step, run, script.type[step.id], limits);
  const limit = step.timeout > limits.patience ? limits.patience : null;
  const fault = await toEnd(trainee, run, { exit: step.exit, limit, timeout: step.timeout });
  const seen = await settled(run, fault);
  return step.language === 'console' ? held(step, run, seen) : expected(step, run, seen);
}

/** Waits for its end and stops what goes on for too long. Gives why it failed, or null. */
async function toEnd(trainee: Trainee, run: WatchedRun, { exit, limit, timeout = graceMs / 1000 }: { exit: readonly number[]; limit: number | null; timeout?: number }): Promise<string | null> {
  const ms = limit === null ? timeout * 1000 + graceMs : limit * 1000;
  await run.until(() => run.isOver, ms);
  if (!run.isOver) {
    await trainee.stop(run);
    return `It had not ended after ${ms / 1000} s, and was stopped.${limit === null ? '' : ' If it must take that long, give it more with `--patience`.'}`;
  }
  return run.flood ?? faultOfRun(run.run, exit);
}

async function typed(trainee: Trainee, step: RunnableStep, run: WatchedRun, script: readonly Typed[] | undefined, limits: Limits): Promise<Attempt> {
  const unsaid = `Nobody says what to type into it. Write that under \`type\`, \`${step.id}\`, in the practice script.`;
  const fault = script === undefined ? unsaid : await typeInto(run, script, { size, patience: limits.patience });
  if (fault !== null) {
    const seen = await look(run);
    await trainee.stop(run);
    return { ...nothing, ...seen, fault };
  }
  const isOver = await run.until(() => run.isOver, Math.min(step.timeout, limits.patience) * 1000);
  if (isOver) return expected(step, run, await settled(run, faultOfRun(run.run, step.exit)));
  const seen = await look(run);
  await trainee.stop(run);
  return { ...nothing, ...seen, fault: 'It had not ended after its last keys. Let the practice script type what ends it.' };
}

/** A background step has to show that it works; then it goes on. */
async function beside(trainee: Trainee, step: RunnableStep, run: WatchedRun, { mayBeQuiet, ms }: { mayBeQuiet: boolean; ms: number }): Promise<Attempt> {
  const says = () => run.printed > 0 && (step.expect === null || outputMatches(run.since(0).toString(), step.expect));
  const isGood = await run.until(says, mayBeQuiet && step.expect === null ? 0 : ms);
  if (run.isOver) return expected(step, run, await settled(run, faultOfRun(run.run, step.exit)));
  const seen = await look(run);
  if (isGood || (mayBeQuiet && step.expect === null)) return { ...nothing, ...seen, fault: null, going: run };
  await trainee.stop(run);
  const due = step.expect === null ? 'anything' : 'what it is expected to print';
  const advice = step.expect === null ? ' If it may be quiet, name it under `quiet` in the practice script.' : '';
  return { ...nothing, ...seen, fault: `It did not print ${due} within ${ms / 1000} s.${advice}`, difference: expectation(step) };
}

/** Takes a background step that went on; stops it. Gives why it failed meanwhile, or null. */
export async function endBackground(trainee: Trainee, step: RunnableStep, run: WatchedRun): Promise<{ fault: string | null; screen: string }> {
  const endedItself = run.isOver;
  await trainee.stop(run);
  const { screen } = await look(run);
  run.close();
  if (!run.isOver) return { fault: 'It could not be stopped.', screen };
  const fault = run.flood ?? (endedItself ? faultOfRun(run.run, step.exit) : null);
  return { fault: fault === null ? null : `It ended by itself before the procedure did. ${fault}`, screen };
}

function expected(step: RunnableStep, run: WatchedRun, seen: Attempt): Attempt {
  const isUnlike = seen.fault !== null && run.run.state === 'exited' && step.exit.includes(run.run.exitStatus ?? -1);
  return isUnlike ? { ...seen, difference: expectation(step) } : seen;
}

/** Holds a transcript's answers, each as a whole, to what it shows. */
function held(step: RunnableStep, run: WatchedRun, seen: Attempt): Attempt {
  const isHealthy = run.run.state === 'exited' && step.exit.includes(run.run.exitStatus ?? -1);
  const isSaid = step.expect === null || outputMatches(seen.output, step.expect);
  if (!isHealthy || !isSaid) return expected(step, run, seen);
  const answers = answersTo(step.source, seen.output);
  const transcriptFits = answers.every(({ fits }) => fits);
  if (transcriptFits) return { ...expected(step, run, seen), transcriptFits };
  return { ...seen, fault: 'The answers are not those of the transcript.', difference: differenceOf(answers), transcriptFits };
}

function expectation({ expect }: RunnableStep): string {
  return expect === null ? '' : expect.split('\n').map((line) => `- ${line}`).join('\n');
}

async function settled(run: WatchedRun, fault: string | null): Promise<Attempt> {
  return { ...nothing, ...await look(run), fault: run.flood ?? fault };
}

async function look(run: WatchedRun): Promise<{ output: string; screen: string }> {
  const [head, tail] = [await run.head(headBytes), await run.tail(tailBytes)];
  return { output: head.toString(), screen: await screenOf(tail, size) };
}

function failed(fault: string): Attempt {
  return { ...nothing, fault };
}
