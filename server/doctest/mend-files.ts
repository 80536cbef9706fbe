/** Writes the transcripts of runbooks anew where what came differs: in the file itself, and nothing else in it. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import { writeAtomically } from './atomic-write.ts';
import type { Loaded } from './load.ts';
import { replaceBlock } from './mdx-block.ts';
import { mendTranscript } from './mend.ts';
import type { Outcome, StepOutcome, UnitOutcome } from './outcome.ts';
import type { UnitRun } from './unit-run.ts';

export interface MendedUnits {
  units: UnitOutcome[];
  files: Outcome['mended'];
}

/** What became of a step's transcript: its new digest, or why it stays. */
type Mended = { digest: string } | { why: string };

const changed = 'The runbook was changed meanwhile, so its transcript stays. Try it again.';

/** Takes the folder of runbooks, what was loaded from it and what was tried; gives the units as they stand then. */
export async function mendFiles(folder: string, { tried }: Loaded, runs: readonly UnitRun[]): Promise<MendedUnits> {
  const files: { file: string; steps: string[] }[] = [];
  const results = new Map<string, Mended>();
  for (const { runbook, file } of tried) {
    const wanted = outputsByStep(runs.filter(({ outcome }) => outcome.runbook === runbook.id));
    if (wanted.size === 0) continue;
    const mended = await mendFile(join(folder, basename(file)), file, runbook, wanted);
    for (const [id, result] of mended) results.set(`${runbook.id}#${id}`, result);
    const steps = [...mended].filter(([, result]) => 'digest' in result).map(([id]) => id);
    if (steps.length > 0) files.push({ file, steps });
  }
  const units = runs.map(({ outcome, transcripts }) => ({ ...outcome, steps: outcome.steps.map((step) => settle(step, transcripts.get(step.step)?.fits === false, results)) }));
  return { units, files };
}

/** What came of each transcript that differs on some target: on all of them, for it must fit them all. */
function outputsByStep(runs: readonly UnitRun[]): Map<string, string[]> {
  const own = runs.flatMap(({ transcripts, outcome }) => [...transcripts].filter(([id]) => outcome.steps.some(({ step }) => step === id)));
  const byStep = Map.groupBy(own, ([id]) => id);
  const differing = [...byStep].filter(([, came]) => came.some(([, { fits }]) => !fits));
  return new Map(differing.map(([id, came]) => [id, came.map(([, { output }]) => output)]));
}

/** One step after the other, each on the file as it is then: whoever edits it meanwhile loses nothing. */
async function mendFile(path: string, file: string, tried: Runbook, wanted: ReadonlyMap<string, string[]>): Promise<Map<string, Mended>> {
  const results = new Map<string, Mended>();
  for (const [id, outputs] of wanted) {
    const step = tried.steps.find((one) => one.id === id);
    if (step?.kind === 'runnable') results.set(id, await mendStep({ path, file, id: tried.id }, step, outputs));
  }
  return results;
}

async function mendStep({ path, file, id }: { path: string; file: string; id: string }, step: RunnableStep, outputs: readonly string[]): Promise<Mended> {
  const compile = (text: string) => compileRunbook({ id, file, bytes: Buffer.from(text) });
  const text = await readFile(path, 'utf8');
  const before = compile(text).runbook;
  const now = before?.steps.find((one) => one.id === step.id);
  if (before === null || now?.digest !== step.digest) return { why: changed };
  const source = mendTranscript(step.source, outputs);
  if (source === null) return { why: 'What came cannot be written as a transcript: a command was not come to, or its answer reads like a prompt.' };
  const written = replaceBlock(text, now.line, step.source, source);
  const { runbook: after, problems } = written === null ? { runbook: null, problems: [] } : compile(written);
  const mended = after?.steps.find((one) => one.id === step.id);
  const isRight = mended?.kind === 'runnable' && mended.source === source && sameElse(before, after, step.id);
  if (written === null || !isRight) return { why: `What came cannot stand in the runbook, so its transcript stays.${problems[0] === undefined ? '' : ` ${problems[0].message}`}` };
  // Compiling takes a moment, in which somebody may have saved.
  if (await readFile(path, 'utf8') !== text) return { why: changed };
  await writeAtomically(path, written);
  return { digest: mended.digest };
}

function sameElse(before: Runbook, after: Runbook | null, except: string): boolean {
  const digests = (runbook: Runbook | null) => JSON.stringify(runbook?.steps.filter(({ id }) => id !== except).map(({ id, digest }) => [id, digest]));
  return digests(before) === digests(after);
}

/** On every target the step is another now; where its transcript did not fit, it does. */
function settle(step: StepOutcome, didNotFit: boolean, results: ReadonlyMap<string, Mended>): StepOutcome {
  const result = results.get(`${step.runbook}#${step.step}`);
  if (result === undefined) return step;
  if ('why' in result) return didNotFit ? { ...step, notes: [...step.notes, result.why] } : step;
  if (!didNotFit) return { ...step, digest: result.digest };
  return { ...step, digest: result.digest, outcome: 'passed', why: '', difference: '', screen: '', notes: [...step.notes, 'its transcript was written anew'] };
}
