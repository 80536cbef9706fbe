/**
 * A runbook: its front matter as authors write it (checked here) and its entry in the catalog.
 */
import { z } from 'zod';
import { type Parameter, parameterName, parameterTypes } from './parameter.ts';
import { sourceShape } from './parameter-source.ts';
import { isRegExp } from './regular-expression.ts';
import type { Panel } from '../panel.ts';
import type { Names } from './names.ts';
import type { Step } from './step.ts';
import type { Window } from './window.ts';
import { windowShape } from './window-shape.ts';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and “-”');

const parameterDeclaration = z.strictObject({
  type: z.enum(parameterTypes).describe('What a value may be.'),
  title: z.string().optional().describe('What the field is called on the page; the name itself when left out.'),
  choices: z.array(z.string()).min(1).optional().describe('For `choice`: the values there are.'),
  pattern: z.string().optional().describe('For `pattern`: a regular expression the whole value must match.'),
  min: z.int().optional().describe('For `integer`: the least.'),
  max: z.int().optional().describe('For `integer`: the most.'),
  default: z.union([z.string(), z.int()]).transform(String).optional().describe('The value the field begins with.'),
  leadingDash: z.boolean().optional().describe('Whether a value may begin with `-`.'),
  source: sourceShape.optional().describe('Where its values can be read off the environment as it is: `{from: pods, namespace: …}`.'),
}).superRefine((declared, context) => {
  if ((declared.type === 'choice') !== (declared.choices !== undefined)) {
    context.addIssue({ code: 'custom', path: ['choices'], message: '`choices` belongs to type `choice`, and only there' });
  }
  if ((declared.type === 'pattern') !== (declared.pattern !== undefined)) {
    context.addIssue({ code: 'custom', path: ['pattern'], message: '`pattern` belongs to type `pattern`, and only there' });
  }
  if (declared.pattern !== undefined && !isRegExp(declared.pattern)) {
    context.addIssue({ code: 'custom', path: ['pattern'], message: 'is not a regular expression' });
  }
});

const target = z.strictObject({
  title: z.string().optional().describe('What the target is called on the page.'),
  context: z.string().optional().describe('The kubectl context that its steps run in.'),
  production: z.boolean().default(false).describe('Whether people depend on it.'),
  window: windowShape.optional().describe('When it may be worked on: hours, or `always`.'),
});

const redis = z.union([
  z.strictObject({ pod: name, namespace: name }),
  z.strictObject({ endpoint: z.string().regex(/^[-a-z0-9.]+(:\d+)?$/, 'must be host:port, or the name of an endpoint') }),
], 'must be `{pod: …, namespace: …}` or `{endpoint: …}`, its name or host:port');

const place = z.string().regex(/^(?!__proto__$)[^\s/?#]{1,200}$/, 'must be the name of a heading or a step, as it stands in links');

export const frontMatter = z.strictObject({
  title: z.string().min(1).describe('The runbook’s title.'),
  service: z.string().min(1).describe('The service it is about.'),
  description: z.string().optional().describe('One sentence for lists and search.'),
  audience: z.string().optional().describe('Whom it is written for.'),
  owners: z.array(z.string()).default([]).describe('Who keeps it true.'),
  slack: z.array(z.string()).default([]).describe('Slack channels, with `#`.'),
  reviewed: z.string().refine(isDate, 'must be a date, such as 2026-11-21').optional().describe('When an owner last read it through.'),
  reviewEvery: z.int().min(1).max(3650).default(180).describe('Days after which it is due to be read again.'),
  environments: z.array(name).default(['practice']).describe('Where its steps may run.'),
  targets: z.record(name, target).default({}).describe('The deployments it covers; they become the parameter TARGET.'),
  redis: redis.optional().describe('What `redis` and `console` steps talk to: a pod, or an endpoint.'),
  parameters: z.record(z.string().regex(parameterName, 'must be upper case, like POD'), parameterDeclaration).default({}),
  sections: z.array(z.string()).optional().describe('Sections it must have.'),
  formerly: z.array(name).default([]).describe('Names that this file had before: links to them lead here.'),
  aliases: z.record(place, place).default({}).describe('Names that headings and steps had before, with those they have now.'),
  gone: z.record(place, z.string().min(1)).default({}).describe('Headings and steps that are no more, each with a sentence on what is instead.'),
  slug: z.string().optional(),
  sidebar_position: z.number().optional(),
  sidebar_label: z.string().optional(),
});

export type FrontMatter = z.infer<typeof frontMatter>;

/** Where `redis` steps go. */
export type RedisTarget = z.infer<typeof redis>;

export interface Target {
  title: string;
  /** the kubectl context its steps run in; null leaves the workspace's own */
  context: string | null;
  /** people depend on it */
  production: boolean;
  /** when it may be worked on; null where nobody has said */
  window: Window | null;
}

/** What a runbook says is not written yet. */
export interface Gap {
  /** who would know; empty when nobody is named */
  owner: string;
  text: string;
  /** slug of the heading it stands under */
  procedure: string;
  line: number;
}

/** A runbook in the catalog. */
export interface Runbook {
  id: string;
  title: string;
  service: string;
  description: string;
  audience: string;
  owners: readonly string[];
  slack: readonly string[];
  /** date (YYYY-MM-DD) on which an owner last read it through; null when nobody has */
  reviewed: string | null;
  /** days after which it is due to be read again */
  reviewEvery: number;
  gaps: readonly Gap[];
  environments: readonly string[];
  targets: Readonly<Record<string, Target>>;
  redis: RedisTarget | null;
  /** every parameter declared, TARGET among them when there are targets */
  parameters: readonly Parameter[];
  steps: readonly Step[];
  /** what its page shows of an environment as it is now; left out where there is none */
  panels?: readonly Panel[] | undefined;
  /** what links may call it and its places; left out where it says nothing of that */
  names?: Names | undefined;
}

/** A runbook that has problems: it has a page, which tells them, and no steps to run. */
export interface BrokenRunbook {
  id: string;
  /** as far as it can be read */
  title: string;
  /** how many problems it has */
  problems: number;
}

export interface Catalog {
  digest: string;
  runbooks: readonly Runbook[];
  /** those left out; none when there is nothing said */
  broken?: readonly BrokenRunbook[] | undefined;
}

/** Takes checked front matter; gives the parameters it declares, TARGET first when there are targets. */
export function parametersOf(front: FrontMatter): Parameter[] {
  const declared = Object.entries(front.parameters).map(([parameter, given]): Parameter => ({
    name: parameter,
    type: given.type,
    title: given.title ?? parameter,
    choices: given.choices ?? [],
    pattern: given.pattern ?? '',
    min: given.min ?? null,
    max: given.max ?? null,
    default: given.default ?? '',
    leadingDash: given.leadingDash ?? false,
    reachesMake: false,
    ...(given.source === undefined ? {} : { source: given.source }),
  }));
  const targets = Object.keys(front.targets);
  if (targets.length === 0) return declared;
  return [{
    name: 'TARGET', type: 'choice', title: 'Target', choices: targets, pattern: '', min: null, max: null,
    default: targets[0] ?? '', leadingDash: false, reachesMake: false,
  }, ...declared];
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
