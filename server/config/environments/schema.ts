/**
 * What environments.yaml may say: where steps may run, what they reach there, and by which rules. Credentials are named,
 * never written: the file may lie in git.
 */
import { z } from 'zod';
import { effects } from '../../../common/catalog/effect.ts';
import { windowShape } from '../../../common/catalog/window-shape.ts';
import { practice, uses, verdicts } from '../../../common/policy.ts';
import { roles } from '../../../common/rights.ts';
import { bytesOf } from '../size.ts';
import { httpEndpoint, kubernetesEndpoint, redisEndpoint, tcpEndpoint } from './endpoints.ts';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and “-”').max(63);
/** No variable that changes what a command means, and none that programs load code by. */
const variable = z.string().max(64).regex(/^(?!(?:LD_|BASH_|GIT_|HANDRAIL)|(?:PATH|HOME|IFS|ENV|SHELL|SHELLOPTS|PS4|CDPATH|KUBECONFIG|MAKEFLAGS|MAKEFILES|PYTHONPATH|PERL5LIB|NODE_OPTIONS)$)[A-Z_][A-Z0-9_]*$/,
  'must be upper-case letters, digits and “_”, and not a variable that changes what commands mean');
const list = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(1_000);

const rule = z.strictObject({
  name: name.describe('What the rule is called in decisions and in the record.'),
  decide: z.enum(verdicts).describe('What it says when it matches: any deny wins, and where nothing allows the answer is no.'),
  effects: list(z.enum(effects)).describe('The effects of steps it is about.'),
  roles: list(z.enum(roles)).nullable().default(null).describe('The roles it is about; everybody when left out, which only practice may.'),
  persons: list(name).nullable().default(null).describe('Ids of the persons it is about; everybody when left out.'),
  runbooks: list(name).nullable().default(null).describe('Ids of the runbooks it is about; all when left out.'),
  targets: list(name).nullable().default(null).describe('The targets it is about; all when left out.'),
  while: z.enum(uses).nullable().default(null).describe('Only while the environment is in use, or only while it is free; always when left out.'),
  confirm: z.boolean().default(false).describe('Whether the target’s name has to be typed.'),
  reason: z.boolean().default(false).describe('Whether a reason has to be given.'),
  approvals: z.int().min(0).max(5).default(0).describe('How many others have to approve.'),
  say: z.string().max(500).default('').describe('What a denied person is told.'),
}).superRefine((given, context) => {
  const asks = given.confirm || given.reason || given.approvals > 0;
  if (given.decide === 'deny' && asks) context.addIssue({ code: 'custom', message: 'a rule that denies asks for nothing: leave out confirm, reason and approvals' });
  if (given.decide === 'allow' && given.say !== '') context.addIssue({ code: 'custom', path: ['say'], message: 'only a rule that denies says something' });
});

const environment = z.strictObject({
  title: z.string().min(1).max(100).regex(/^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*$/, 'must be plain text').describe('What people call it.'),
  level: z.enum(['contained', 'limited']).describe('What the sandbox of this machine must reach.'),
  targets: z.union([z.literal('all').transform(() => null), list(name)], 'must be `all` or a list of targets')
    .describe('The targets offered here.'),
  windows: z.enum(['enforced', 'told']).default('enforced').describe('Whether a change outside a target’s maintenance window needs a reason, or the page only says that it is outside.'),
  'in-use': z.array(windowShape).max(20).default([]).describe('The hours in which it is in use, such as while observing; rules go by it with `while`.'),
  kubernetes: z.record(z.string().min(1).max(253).regex(/^[\w.@:-]+$/, 'must be the name of a context: letters, digits, “.”, “@”, “:”, “_”, “-”'), kubernetesEndpoint).default({}).describe('Contexts that kubectl finds, by the names that runbooks use.'),
  redis: z.record(name, redisEndpoint).default({}).describe('Redis servers, by the names that runbooks use.'),
  tcp: z.record(name, tcpEndpoint).default({}).describe('Other services, each one host and port.'),
  http: z.record(name, httpEndpoint).default({}).describe('Web services, to which the gateway adds who we are.'),
  keep: z.strictObject({
    days: z.int().min(1).max(36_500).nullable().default(null).describe('Days that the output of runs is kept; as HANDRAIL_OUTPUT_DAYS says when left out.'),
    size: z.string().refine((text) => bytesOf(text) !== null, 'must be a size such as `20 GiB`, in MiB, GiB or TiB').transform(bytesOf).nullable().default(null)
      .describe('How much output is kept at most, such as `20 GiB`: the oldest goes first.'),
  }).prefault({}).describe('How long the output of runs is kept. Their records, and the record of what was done, are kept for ever.'),
  variables: z.record(variable, z.string().max(4_096)).default({}).describe('Variables of every step. Nothing secret: steps see them.'),
  rules: list(rule).describe('Without a rule nothing may run.'),
});

export const environmentsFile = z.strictObject({ environments: z.record(name, environment) }).superRefine((given, context) => {
  for (const [called, { level, rules, kubernetes, redis, tcp, http }] of Object.entries(given.environments)) {
    const wrong = (path: readonly (string | number)[], message: string) => { context.addIssue({ code: 'custom', path: ['environments', called, ...path], message }); };
    const twice = rules.map((one) => one.name).find((one, at, all) => all.indexOf(one) !== at);
    if (twice !== undefined) wrong(['rules'], `two rules are called ${twice}: the record tells them apart by their names`);
    if (called === practice) {
      for (const [kind, endpoints] of Object.entries({ kubernetes, redis, tcp, http })) {
        if (Object.keys(endpoints).length > 0) wrong([kind], 'practice reaches nothing real: put this into another environment');
      }
      continue;
    }
    if (level !== 'limited') wrong(['level'], 'must be `limited`: only practice, which reaches nothing real, may do with `contained`');
    for (const [at, { decide, roles: held }] of rules.entries()) {
      if (decide === 'deny') continue;
      if (held === null) wrong(['rules', at], 'name the roles it is about: only in practice everybody may');
      if (held?.some((role) => role === 'viewer' || role === 'trainee')) wrong(['rules', at, 'roles'], 'viewers and trainees run nothing outside practice: leave them out');
    }
  }
});

export type GivenEnvironment = z.infer<typeof environment>;
