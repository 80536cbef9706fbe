/**
 * Where the values of a parameter can be read off an environment as it is now: pods of a namespace, streams of a Redis. Front
 * matter declares it, and only what is declared can be asked for. `${NAME}` in it stands for the value of another parameter.
 */
import { z } from 'zod';
import type { Parameter } from './parameter.ts';

/** What a namespace holds; the names are those of the Kubernetes API. */
export const workloads = ['pods', 'jobs', 'cronjobs', 'deployments', 'statefulsets'] as const;
export type Workload = (typeof workloads)[number];

const longest = 300;
const text = z.string().min(1).max(longest);
const namespace = text.describe('The namespace, such as `prompt-redis` or `${NAMESPACE}`.');
const context = text.optional().describe('The kubectl context; that of the target when left out.');
const selector = text.regex(/^[\w.\-/=!,() ${}]+$/, 'must be a label selector, such as `app=cache`').optional().describe('Only what has these labels, as for `kubectl get -l`: `app=cache`.');

export const sourceShape = z.discriminatedUnion('from', [
  z.strictObject({ from: z.enum(workloads).describe('What there is of this kind in a namespace.'), namespace, selector, context }),
  z.strictObject({ from: z.literal('namespaces').describe('The namespaces of a cluster.'), selector, context }),
  z.strictObject({ from: z.literal('contexts').describe('The kubectl contexts of the environment.') }),
  z.strictObject({ from: z.enum(['streams', 'keys']).describe('Streams, or keys of any kind, of the runbook’s Redis.'), pattern: text.default('*').describe('A pattern as in SCAN: `instrument:*`.') }),
  z.strictObject({ from: z.literal('groups').describe('The consumer groups of a stream of the runbook’s Redis.'), stream: text.describe('The stream, such as `instrument:${INSTRUMENT}`.') }),
], 'must say `from`: pods, jobs, cronjobs, deployments, statefulsets, namespaces, contexts, streams, keys or groups; the authoring guide says what goes with each');

export type ParameterSource = z.infer<typeof sourceShape>;

const reference = /\$\{([^}]*)\}/g;

/** Takes a source; gives the names that stand in it as `${NAME}`, each once. */
export function namesIn(source: ParameterSource): string[] {
  const found = Object.values(source).flatMap((value) => Array.from(value.matchAll(reference), (match) => match[1] ?? ''));
  return [...new Set(found)];
}

/** Takes a source; tells whether it is read off the runbook’s Redis. */
export function isRedisSource({ from }: ParameterSource): boolean {
  return from === 'streams' || from === 'keys' || from === 'groups';
}

/** A namespace is a DNS label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const contextName = /^[\w.:@/-]{1,253}$/;
/** What can stand for a label: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelValue = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/**
 * Takes a source and the values of the parameters it names, checked by their declarations; gives it with the values in their
 * places, or a sentence on what does not fit. In a pattern a value stands for itself alone, whatever `*` is in it.
 */
export function fillSource(source: ParameterSource, values: Readonly<Record<string, string>>): { filled: ParameterSource } | { problem: string } {
  const problems: string[] = [];
  const say = (problem: string) => problems.push(problem);
  const filled = Object.fromEntries(Object.entries(source).map(([key, value]) => [key, key === 'from' ? value : fill(key, value, values, say)]));
  const [problem] = problems;
  return problem === undefined ? { filled: filled as ParameterSource } : { problem };
}

function fill(key: string, text: string, values: Readonly<Record<string, string>>, say: (problem: string) => void): string {
  const filled = text.replace(reference, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] ?? '' : '';
    if (key === 'selector' && !labelValue.test(value)) say(`the value of ${name} cannot stand for a label.`);
    return key === 'pattern' ? value.replace(/[\\*?[\]]/g, '\\$&') : value;
  });
  if (key === 'namespace' && !dnsLabel.test(filled)) say('what is filled in makes no name of a namespace.');
  if (key === 'context' && !contextName.test(filled)) say('what is filled in makes no name of a context.');
  return filled;
}

/** Takes a parameter that has a source, all that are declared, and whether the runbook names a Redis; gives a sentence on each thing wrong with it. */
export function sourceProblems({ name, type, source }: Parameter, declared: readonly Parameter[], hasRedis: boolean): string[] {
  if (source === undefined) return [];
  const problems = namesIn(source).flatMap((used) => {
    if (used === name) return [`The source of ${name} names ${name} itself. Name another parameter, or write the value out.`];
    if (declared.some((one) => one.name === used)) return [];
    return [`The source of ${name} names \`\${${used}}\`, which is no parameter of this runbook (there are: ${declared.map((one) => one.name).join(', ')}).`];
  });
  if (type === 'choice') problems.push(`${name} is a \`choice\`, whose values its \`choices\` are: it can have no source. Make it a \`name\` or a \`pattern\`, or remove the source.`);
  if (type === 'integer') problems.push(`${name} is a number, and a source gives names. Remove the source.`);
  if (isRedisSource(source) && !hasRedis) problems.push(`The source of ${name} is Redis, and the front matter does not say which. Add \`redis: {pod: …, namespace: …}\` or \`redis: {endpoint: …}\`.`);
  return problems;
}
