/**
 * Reads environments.yaml: where steps may run and by which rules. Every mistake is listed at once, each with its line and
 * column. The file is data only: no tags, no anchors, no unknown keys, no duplicate ones, and a limit on its size.
 */
import { readFileSync } from 'node:fs';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { effects } from '../../common/catalog/effect.ts';
import { HandrailError } from '../../common/errors.ts';
import { type Rule, verdicts } from '../../common/policy.ts';

export interface Environment {
  readonly name: string;
  readonly title: string;
  /** the level the machine's sandbox must reach before anything runs here */
  readonly level: 'contained' | 'limited';
  /** null offers every target */
  readonly targets: readonly string[] | null;
  /** whether a change outside a target's maintenance window needs a reason here, or the page only says so */
  readonly windows: 'enforced' | 'told';
  readonly rules: readonly Rule[];
}

export type Environments = ReadonlyMap<string, Environment>;

/** Far more than a person writes; a bound on what a parser is made to do. */
const largestFile = 256 * 1024;

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and “-”');

const rule = z.strictObject({
  name: name.describe('What the rule is called in decisions and in the audit record.'),
  decide: z.enum(verdicts).describe('What it says when it matches.'),
  effects: z.array(z.enum(effects)).min(1).describe('The effects of steps it is about.'),
  persons: z.array(name).nullable().default(null).describe('Ids of the persons it is about; everybody when left out.'),
  runbooks: z.array(name).nullable().default(null).describe('Ids of the runbooks it is about; all when left out.'),
  reason: z.string().max(500).default('').describe('What a denied person is told.'),
});

const environment = z.strictObject({
  title: z.string().min(1).max(100).describe('What people call it.'),
  level: z.enum(['contained', 'limited']).describe('What the sandbox must reach.'),
  targets: z.union([z.literal('all').transform(() => null), z.array(name).min(1)], 'must be `all` or a list of targets')
    .describe('The targets offered here.'),
  windows: z.enum(['enforced', 'told']).default('enforced').describe('Whether a change outside a target’s maintenance window needs a reason, or the page only says that it is outside.'),
  rules: z.array(rule).min(1).describe('Without a rule nothing may run.'),
});

export const environmentsFile = z.strictObject({ environments: z.record(name, environment) }).superRefine((given, context) => {
  for (const [called, { level }] of Object.entries(given.environments)) {
    if (called === 'practice' || level === 'limited') continue;
    context.addIssue({
      code: 'custom', path: ['environments', called, 'level'],
      message: 'must be `limited`: only practice, which reaches nothing real, may do with `contained`',
    });
  }
});

/** Takes the path of the file; gives the environments. Throws `bad-config` with every problem, one a line. */
export function loadEnvironments(path: string): Environments {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HandrailError('bad-config', { why: `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? cause}). It says where steps may run; bring it back from git.` });
  }
  return parseEnvironments(text, path);
}

/** Takes the file's text and its name for messages; gives the environments. Throws `bad-config` with every problem. */
export function parseEnvironments(text: string, path: string): Environments {
  if (text.length > largestFile) throw bad([`${path}: is larger than ${largestFile} bytes. Remove what does not belong there.`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const problems = [...document.errors, ...document.warnings].map((problem) => `${at(problem.pos[0])}: ${problem.message}`);
  visit(document, {
    Alias: (_, node) => { problems.push(`${at(node.range?.[0] ?? 0)}: an alias is not allowed here. Write the value out.`); },
    Pair: (_, pair) => {
      // JavaScript would drop this key in silence.
      if (isScalar(pair.key) && pair.key.value === '__proto__') problems.push(`${at(pair.key.range?.[0] ?? 0)}: __proto__ is not a name. Choose another.`);
    },
    Node: (_, node) => {
      if (node.tag?.startsWith('!')) problems.push(`${at(node.range?.[0] ?? 0)}: the tag ${node.tag} is not allowed here. Remove it.`);
    },
  });
  if (problems.length > 0) throw bad(problems);
  const checked = environmentsFile.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!checked.success) {
    throw bad(checked.error.issues.map((issue) => `${at(offsetOf(document, issue.path))}: ${describe(issue)}`));
  }
  return new Map(Object.entries(checked.data.environments).map(([called, given]) =>
    [called, Object.freeze({ name: called, ...given })]));
}

function bad(problems: readonly string[]): HandrailError {
  return new HandrailError('bad-config', { why: problems.join('\n') });
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') return `${place || 'the file'}: there is no key ${issue.keys.join(', ')} here. Remove it, or mend its spelling.`;
  const message = issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return `${place || 'the file'}: ${message}`;
}

/** Where the value at a path begins; that of its nearest ancestor when the value is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}
