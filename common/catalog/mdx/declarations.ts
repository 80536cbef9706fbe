/** What a runbook's front matter declares, checked beyond its shape: names, defaults, choices. */
import { checkValue, type Parameter } from '../parameter.ts';
import { sourceProblems } from '../parameter-source.ts';
import type { Complain } from '../problem.ts';
import { parametersOf, type FrontMatter } from '../runbook.ts';
import { isReservedVariable } from '../variables.ts';

/** Takes front matter and the runbook's text; gives the parameters declared, and complains of those that cannot be. */
export function readDeclarations(front: FrontMatter, text: string, complain: Complain): Parameter[] {
  const declared = parametersOf(front);
  const lines = text.split('\n');
  for (const parameter of declared) {
    const found = lines.findIndex((line) => line.trimStart().startsWith(`${parameter.name}:`));
    const say = (message: string) => complain('parameter', found === -1 ? 1 : found + 1, 1, message);
    if (isReservedVariable(parameter.name)) say(`No parameter can be called ${parameter.name}: the name changes how commands work. Choose another.`);
    const hint = parameter.default === '' ? null : checkValue(parameter, parameter.default);
    if (hint !== null) say(`The default of ${parameter.name} does not fit its own declaration: ${hint}`);
    const bad = parameter.choices.find((choice) => checkValue(parameter, choice) !== null);
    if (bad !== undefined) say(`${parameter.name} offers \`${bad}\`, which it cannot take: ${checkValue(parameter, bad) ?? ''}`);
    for (const problem of sourceProblems(parameter, declared, front.redis !== undefined)) complain('source', found === -1 ? 1 : found + 1, 1, problem);
  }
  if (Object.hasOwn(front.parameters, 'TARGET') && Object.keys(front.targets).length > 0) {
    complain('parameter', 1, 1, 'TARGET is declared twice: `targets` makes that parameter already. Remove it from `parameters`.');
  }
  return declared;
}
