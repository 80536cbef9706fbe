/** What came of a test, for people: plain text, the counts in its last line. Pure. */
import { visible, visibleLine } from '../../common/catalog/visible.ts';
import { countsOf, nameOf, type Outcome, type StepOutcome, toldOf, type UnitOutcome, withoutAssertion } from './outcome.ts';

const marks = { passed: '✔', failed: '✖', skipped: '–' } as const;
const longestTitle = 100;
const longestNote = 400;

/** Takes what came of it; gives the report. */
export function plainReport(outcome: Outcome): string {
  const bare = withoutAssertion(outcome.units);
  const parts = [
    ...outcome.obstacles.map(({ file, line, column, message }) => `✖ ${visibleLine(file, longestNote)}:${line}:${column} ${visible(message)}`),
    ...outcome.units.map(unitText),
    ...(bare.length === 0 ? [] : [`Steps without assertion, which look at nothing but their exit status:\n${bare.map((name) => `  ${name}`).join('\n')}`]),
    ...outcome.mended.map(({ file, steps }) => `Written anew in ${file}: ${steps.join(', ')}. These steps have another digest now; pages that were open say that they changed.`),
    summary(outcome),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Takes what came of it; gives the counts in one line. */
export function summary(outcome: Pick<Outcome, 'units' | 'obstacles'>): string {
  const { passed, failed, skipped, withoutAssertion: bare } = countsOf(outcome);
  return `${passed} passed, ${failed} failed, ${skipped} skipped; ${bare} ${bare === 1 ? 'step' : 'steps'} without assertion`;
}

/** Takes a unit that is done; gives one line for it. */
export function unitLine(unit: UnitOutcome): string {
  const failed = toldOf(unit).filter(({ outcome }) => outcome === 'failed').map(({ step }) => step);
  return `${failed.length === 0 ? '✔' : '✖'} ${nameOf(unit)} (${seconds(unit.ms)})${failed.length === 0 ? '' : `: ${failed.join(', ')}`}`;
}

function unitText(unit: UnitOutcome): string {
  const where = unit.target === '' ? '' : ` · ${unit.target}`;
  const head = `${visibleLine(unit.title, longestTitle)} · ${visibleLine(unit.procedureTitle, longestTitle)}${where}   ${nameOf(unit)}   ${seconds(unit.ms)}`;
  const setUp = unit.setUp.length === 0 ? [] : [`  before: ${unit.setUp.map(({ step, outcome }) => (outcome === 'passed' ? step : `${step} (${outcome})`)).join(', ')}`];
  return [head, ...setUp, ...toldOf(unit).map(stepText)].join('\n');
}

function stepText(step: StepOutcome): string {
  const notes = [...(step.outcome === 'skipped' ? [step.why] : []), ...step.notes].map((note) => `: ${visibleLine(note, longestNote)}`).join('');
  const head = `  ${marks[step.outcome]} ${step.step}  ${visibleLine(step.title, longestTitle)}${notes}`;
  return step.outcome === 'failed' ? `${head}\n${indented(failureText(step), 6)}` : head;
}

/** Takes a step that failed; gives all there is to know. */
export function failureText({ file, line, why, difference, screen }: StepOutcome): string {
  return [
    `${file}:${line}`,
    visible(why),
    ...(difference === '' ? [] : [`expected (-), came (+):\n${indented(visible(difference), 2)}`]),
    ...(screen === '' ? [] : [`the terminal’s last screen:\n${visible(screen).split('\n').map((each) => `│ ${each}`).join('\n')}`]),
  ].join('\n');
}

function indented(text: string, by: number): string {
  return text.split('\n').map((line) => `${' '.repeat(by)}${line}`).join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
