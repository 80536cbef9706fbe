/**
 * Reads environments.yaml: where steps may run and by which rules. Every mistake is listed at once, each with its line and
 * column. The file is data only: no tags, no anchors, no unknown keys, no duplicate ones, and a limit on its size.
 */
import { readFileSync } from 'node:fs';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { digestOf } from '../../../common/catalog/digest.ts';
import { isTooDeep } from '../../../common/catalog/yaml-data.ts';
import type { Window } from '../../../common/catalog/window.ts';
import { HandrailError } from '../../../common/errors.ts';
import type { Rule } from '../../../common/policy.ts';
import type { HttpEndpoint, KubernetesEndpoint, RedisEndpoint, TcpEndpoint } from './endpoints.ts';
import { environmentsFile } from './schema.ts';

export interface Environment {
  readonly name: string;
  readonly title: string;
  /** the level the machine's sandbox must reach before anything runs here */
  readonly level: 'contained' | 'limited';
  /** null offers every target */
  readonly targets: readonly string[] | null;
  /** whether a change outside a target's maintenance window needs a reason here, or the page only says so */
  readonly windows: 'enforced' | 'told';
  /** the hours in which it is in use */
  readonly inUse: readonly Window[];
  /** by the name of the context that runbooks use */
  readonly kubernetes: Readonly<Record<string, KubernetesEndpoint>>;
  readonly redis: Readonly<Record<string, RedisEndpoint>>;
  readonly tcp: Readonly<Record<string, TcpEndpoint>>;
  readonly http: Readonly<Record<string, HttpEndpoint>>;
  /** variables of every step */
  readonly variables: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  /** of all of the above, so that two processes know that they go by the same */
  readonly digest: string;
}

export type Environments = ReadonlyMap<string, Environment>;

/** Far more than a person writes; a bound on what a parser is made to do. */
const largestFile = 256 * 1024;

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
  try {
    return read(text, path);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    throw bad([`${path}: what stands here is nested too deeply. Write it flatter.`]);
  }
}

function read(text: string, path: string): Environments {
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
  return new Map(Object.entries(checked.data.environments).map(([called, { 'in-use': inUse, ...given }]) =>
    [called, Object.freeze({ name: called, ...given, inUse, digest: digestOf({ called, inUse, ...given }) })]));
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
