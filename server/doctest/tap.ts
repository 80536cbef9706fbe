/** What came of a test, as the Test Anything Protocol has it, version 14: https://testanything.org/tap-version-14-specification.html. Pure. */
import { stringify } from 'yaml';
import { visible, visibleLine } from '../../common/catalog/visible.ts';
import { nameOf, type Obstacle, type Outcome, type StepOutcome, toldOf } from './outcome.ts';

const longestLine = 300;

/** Takes what came of it; gives the text of a TAP file. */
export function tap({ units, obstacles }: Outcome): string {
  const points = [
    ...obstacles.map(obstaclePoint),
    ...units.flatMap((unit) => toldOf(unit).map((step) => stepPoint(step, `${step.runbook}#${step.step} in ${nameOf(unit)}`))),
  ];
  return ['TAP version 14', `1..${points.length}`, ...points.map((point, at) => point(at + 1))].join('\n') + '\n';
}

type Point = (number: number) => string;

function obstaclePoint({ file, line, column, message }: Obstacle): Point {
  return (number) => `not ok ${number} - ${escaped(`${file}:${line}:${column}`)}\n${diagnostics({ message: visible(message) })}`;
}

function stepPoint(step: StepOutcome, name: string): Point {
  return (number) => {
    const head = `${step.outcome === 'failed' ? 'not ok' : 'ok'} ${number} - ${escaped(name)}`;
    if (step.outcome === 'skipped') return `${head} # SKIP ${escaped(step.why)}`;
    const { file, line, why, difference, screen, ms, notes } = step;
    const told = {
      ...(step.outcome === 'failed' ? { message: visible(why), at: { file, line } } : {}),
      ...(difference === '' ? {} : { difference: visible(difference) }),
      ...(screen === '' ? {} : { screen: visible(screen) }),
      ...(notes.length === 0 ? {} : { notes: notes.map(visible) }),
      duration_ms: ms,
    };
    return `${head}\n${diagnostics(told)}`;
  };
}

/** `#` begins a directive, and `\` escapes. */
function escaped(text: string): string {
  return visibleLine(text, longestLine).replace(/[\\#]/g, '\\$&');
}

function diagnostics(told: object): string {
  const text = stringify(told, { lineWidth: 0, version: '1.2' });
  return ['---', ...text.trimEnd().split('\n'), '...'].map((line) => `  ${line}`).join('\n');
}
