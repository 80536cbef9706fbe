/** The front matter of a new runbook. The YAML library writes it, so that no answer can be more than text. Pure. */
import { stringify } from 'yaml';
import type { Answers, NewParameter, NewTarget } from './answers.ts';

/** Takes the answers; gives the front matter with its `---`. */
export function frontMatterOf(answers: Answers): string {
  const { title, service, audience, owners, slack, targets, redis, parameters } = answers;
  const front = {
    title, service,
    ...(audience === '' ? {} : { audience }),
    ...(owners.length === 0 ? {} : { owners }),
    ...(slack.length === 0 ? {} : { slack }),
    environments: ['practice'],
    ...(targets.length === 0 ? {} : { targets: Object.fromEntries(targets.map((target) => [target.name, targetOf(target)])) }),
    ...(redis === null ? {} : { redis }),
    ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameterOf(parameter)])) }),
  };
  return `---\n${stringify(front, { lineWidth: 0, version: '1.1' })}---\n`;
}

function targetOf({ name, context, production, window }: NewTarget): object {
  return { title: name, ...(context === '' ? {} : { context }), ...(production ? { production } : {}), ...(window === null ? {} : { window }) };
}

function parameterOf({ type, choices, pattern, default: begins }: NewParameter): object {
  return {
    type,
    ...(choices.length === 0 ? {} : { choices }),
    ...(pattern === '' ? {} : { pattern }),
    ...(begins === '' ? {} : { default: type === 'integer' ? Number(begins) : begins }),
  };
}
