/**
 * What came of a test, as JUnit's XML, in the form that build servers read:
 * https://github.com/testmoapp/junitxml. Pure.
 */
import { visible } from '../../common/catalog/visible.ts';
import { countsOf, nameOf, type Outcome, type StepOutcome, toldOf, type UnitOutcome } from './outcome.ts';
import { failureText } from './plain-report.ts';

/** Takes what came of it; gives the text of an XML file. */
export function junit(outcome: Outcome): string {
  const { passed, failed, skipped } = countsOf(outcome);
  const suites = [
    ...(outcome.obstacles.length === 0 ? [] : [suite('runbooks', 0, outcome.obstacles.map(({ file, line, column, message }) =>
      `    <testcase${attributes({ classname: 'runbooks', name: `${file}:${line}:${column}`, time: '0.000' })}>\n      <failure${attributes({ message })}/>\n    </testcase>`), outcome.obstacles.length, 0)]),
    ...outcome.units.map(unitSuite),
  ];
  const head = attributes({ name: 'handrail test', tests: String(passed + failed + skipped), failures: String(failed), errors: '0', skipped: String(skipped), time: seconds(outcome.ms) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function unitSuite(unit: UnitOutcome): string {
  const steps = toldOf(unit);
  const count = (outcome: StepOutcome['outcome']) => steps.filter((step) => step.outcome === outcome).length;
  return suite(nameOf(unit), unit.ms, steps.map((step) => testcase(step, nameOf(unit))), count('failed'), count('skipped'));
}

function suite(name: string, ms: number, cases: readonly string[], failures: number, skipped: number): string {
  const head = attributes({ name, tests: String(cases.length), failures: String(failures), errors: '0', skipped: String(skipped), time: seconds(ms) });
  return `  <testsuite${head}>\n${cases.join('\n')}\n  </testsuite>`;
}

function testcase(step: StepOutcome, unit: string): string {
  const { file, line, ms, outcome, why, notes } = step;
  const head = `    <testcase${attributes({ classname: unit, name: step.step, file, line: String(line), time: seconds(ms) })}`;
  const told = notes.length === 0 ? [] : [`      <system-out>${text(notes.join('\n'))}</system-out>`];
  if (outcome === 'passed' && told.length === 0) return `${head}/>`;
  const fault = outcome === 'failed' ? [`      <failure${attributes({ message: why })}>${text(failureText(step))}</failure>`] : [];
  const skip = outcome === 'skipped' ? [`      <skipped${attributes({ message: why })}/>`] : [];
  return [`${head}>`, ...skip, ...fault, ...told, '    </testcase>'].join('\n');
}

function attributes(named: Readonly<Record<string, string>>): string {
  return Object.entries(named).map(([name, value]) => ` ${name}="${text(value).replace(/[\t\n]/g, (blank) => `&#${blank.charCodeAt(0)};`)}"`).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 does not allow even as a reference is written out: https://www.w3.org/TR/xml/#charsets */
function text(value: string): string {
  return visible(value).toWellFormed().replace(/[&<>"]/g, (character) => entities[character] ?? '').replace(/[\ufffe\uffff]/g, '\ufffd');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
