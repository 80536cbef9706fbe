/**
 * What can be set of chat: the app at Slack, and a file that says what may be shown in which channel, which webhooks there
 * are, and where ends of runs and walkthroughs are told. Secrets stand in files of their own and never here.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { HandrailError } from '../../common/errors.ts';
import { type Outcome, outcomes } from '../../common/subscription.ts';
import { parseSettingsFile, readSettingsFile } from './yaml-file.ts';

export const slackSettings = {
  HANDRAIL_SLACK_SIGNING_SECRET_FILE: z.string().min(1).optional()
    .describe('A file with the signing secret of the app at Slack: what Slack sends is believed by it.'),
  HANDRAIL_SLACK_TOKEN_FILE: z.string().min(1).optional()
    .describe('A file with the app’s bot token (`xoxb-…`), with which Handrail speaks at Slack.'),
  HANDRAIL_SLACK: z.string().min(1).optional()
    .describe('A YAML file that says what is shown in which channel, which webhooks there are, where ends of runs are told, and who somebody is at Slack.'),
  HANDRAIL_SLACK_API: z.url({ protocol: /^https?$/ }).default('https://slack.com/api/')
    .describe('Where Slack’s Web API is. `http` only on this machine.'),
} as const;

/** How much of a run or a walkthrough a channel is shown: only that there is one; how it stands; or its last lines, too. */
export const shownLevels = ['page', 'state', 'output'] as const;
export type Shown = (typeof shownLevels)[number];

export interface Webhook {
  readonly url: string;
  /** signs what is sent */
  readonly secret: string;
  /** whether an address of this very machine, and plain `http`, may be meant */
  readonly local: boolean;
}

/** Where an end is told. What is left out of the first four says nothing. */
export interface Subscription {
  readonly of?: readonly ('run' | 'walkthrough')[] | undefined;
  readonly runbooks?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly outcomes?: readonly Outcome[] | undefined;
  readonly to: readonly Destination[];
}

export type Destination = { readonly slack: string } | { readonly webhook: string };

/** The app at Slack. */
export interface SlackApp {
  readonly signingSecret: string;
  readonly token: string;
  /** ends with `/` */
  readonly api: string;
}

export interface ChatConfig {
  /** null without one */
  readonly app: SlackApp | null;
  /** by Slack's id of the channel; `ends` where whoever watches something may have its end told there */
  readonly channels: Readonly<Record<string, { readonly name: string; readonly shows: Shown; readonly ends: boolean }>>;
  /** e-mail addresses or Slack's ids of people, by the id they have here */
  readonly people: Readonly<Record<string, string>>;
  readonly webhooks: Readonly<Record<string, Webhook>>;
  readonly subscriptions: readonly Subscription[];
  /** SHA-256 of the file; empty without one */
  readonly digest: string;
}

export const noChat: ChatConfig = Object.freeze({ app: null, channels: {}, people: {}, webhooks: {}, subscriptions: [], digest: '' });

const channelId = /^[CG][A-Z0-9]{7,20}$/;
const channelName = /^#[^\s#,=]{1,80}$/u;
/** Slack's id of a person: https://docs.slack.dev/reference/objects/user-object */
export const memberId = /^[UW][A-Z0-9]{7,20}$/;
/** No more than tells an address from something else: whether it is one, Slack knows. RFC 5321, section 4.5.3.1.3, gives it 254 characters. */
export const emailAddress = /^(?=.{3,254}$)[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const names = z.array(z.string().min(1).max(200)).min(1).max(200);
const secretFile = z.string().regex(/^file:\/./, 'must be `file:/path` of a file with the secret, never the secret itself').transform((place) => place.slice('file:'.length));
const destination = z.string().transform((text, context): Destination => {
  if (channelId.test(text)) return { slack: text };
  const webhook = /^webhook:([a-z0-9][-a-z0-9]{0,40})$/.exec(text)?.[1];
  if (webhook !== undefined) return { webhook };
  context.addIssue({ code: 'custom', message: 'must be the id of a channel (C0123456789, at the end of “View channel details”), or `webhook:name`' });
  return z.NEVER;
});

const webhook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000), secret: secretFile, local: z.boolean().default(false),
}).superRefine(({ url, local }, context) => {
  const { protocol, hostname, username, password, hash } = new URL(url);
  if (username !== '' || password !== '' || hash !== '') context.addIssue({ code: 'custom', path: ['url'], message: 'must be an address without name, password and “#”' });
  if (protocol === 'http:' && !(local && isLocal(hostname))) context.addIssue({ code: 'custom', path: ['url'], message: 'must begin with https. Only on this machine http will do, with `local: true`' });
});

const chatFile = z.strictObject({
  channels: z.record(z.string().regex(channelId, 'must be a channel’s id, such as C0123456789'), z.strictObject({
    name: z.string().regex(channelName, 'must be a name as Slack shows it, such as "#dm-prompt-processing"').default(''),
    shows: z.enum(shownLevels).default('page'),
    ends: z.boolean().default(false),
  }).refine(({ name, ends }) => !ends || name !== '', { path: ['ends'], message: 'takes a `name`, too: runbooks call the channel by it' })).default({}),
  people: z.record(z.string().min(1).max(100), z.string().refine((text) => memberId.test(text) || emailAddress.test(text), 'must be an e-mail address, or the id of a member (U0123456789, under “Copy member ID”)')).default({}),
  webhooks: z.record(z.string().regex(/^[a-z0-9][-a-z0-9]{0,40}$/, 'must be lower-case letters, digits and “-”'), webhook).default({}),
  subscriptions: z.array(z.strictObject({
    of: z.array(z.enum(['run', 'walkthrough'])).min(1).optional(),
    runbooks: names.optional(), services: names.optional(), environments: names.optional(), outcomes: z.array(z.enum(outcomes)).min(1).optional(),
    to: z.array(destination).min(1).max(20),
  })).max(200).default([]),
}).superRefine(({ webhooks, subscriptions }, context) => {
  subscriptions.forEach(({ to }, at) => {
    to.forEach((where, place) => {
      if (!('webhook' in where) || Object.hasOwn(webhooks, where.webhook)) return;
      context.addIssue({ code: 'custom', path: ['subscriptions', at, 'to', place], message: `there is no webhook “${where.webhook}”. Add it under \`webhooks\`` });
    });
  });
});

type Set = Readonly<z.output<z.ZodObject<typeof slackSettings>>>;

/** Where what is said of chat stands: only the server opens it, for it alone needs the secrets. */
export interface ChatSettings {
  readonly signingSecretFile: string | null;
  readonly tokenFile: string | null;
  readonly file: string | null;
  /** ends with `/` */
  readonly api: string;
}

/** Takes the settings as read and how a path is resolved; gives where everything stands. Throws `bad-config`. */
export function chatSettings(set: Set, path: (given: string) => string): ChatSettings {
  const { HANDRAIL_SLACK_SIGNING_SECRET_FILE: signing, HANDRAIL_SLACK_TOKEN_FILE: token, HANDRAIL_SLACK: file, HANDRAIL_SLACK_API: api } = set;
  if ((signing === undefined) !== (token === undefined)) throw bad('HANDRAIL_SLACK_SIGNING_SECRET_FILE and HANDRAIL_SLACK_TOKEN_FILE belong together: set both, or neither.');
  const { protocol, hostname } = new URL(api);
  if (protocol === 'http:' && !isLocal(hostname)) throw bad('HANDRAIL_SLACK_API: must begin with https, unless it is on this machine.');
  const resolved = (given: string | undefined) => (given === undefined ? null : path(given));
  return Object.freeze({ signingSecretFile: resolved(signing), tokenFile: resolved(token), file: resolved(file), api: api.endsWith('/') ? api : `${api}/` });
}

/** Takes where everything stands; gives what chat there is, secrets read. Throws `bad-config` with every problem, one a line. */
export function openChat({ signingSecretFile, tokenFile, file, api }: ChatSettings): ChatConfig {
  const problems: string[] = [];
  const tried = <Value>(act: () => Value, otherwise: Value): Value => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof HandrailError)) throw error;
      problems.push(error.message);
      return otherwise;
    }
  };
  const app = signingSecretFile === null || tokenFile === null ? null : {
    signingSecret: tried(() => readSecret(signingSecretFile, 'HANDRAIL_SLACK_SIGNING_SECRET_FILE names'), ''),
    token: tried(() => readSecret(tokenFile, 'HANDRAIL_SLACK_TOKEN_FILE names'), ''), api,
  };
  const nothing = chatFile.parse({});
  const text = file === null ? null : tried(() => readSettingsFile(file, 'It says what is shown in which channel; HANDRAIL_SLACK names it.'), null);
  const said = file === null || text === null ? nothing : tried(() => parseSettingsFile(text, file, chatFile), nothing);
  const webhooks = Object.fromEntries(Object.entries(said.webhooks).map(([name, hook]) => [name, { ...hook, secret: tried(() => readSecret(hook.secret, `the webhook “${name}” names`), '') }]));
  if (app === null && said.subscriptions.some(({ to }) => to.some((where) => 'slack' in where))) {
    problems.push(`${file ?? 'HANDRAIL_SLACK'}: tells ends in Slack, and there is no app there. Set HANDRAIL_SLACK_SIGNING_SECRET_FILE and HANDRAIL_SLACK_TOKEN_FILE.`);
  }
  if (problems.length > 0) throw bad(problems.join('\n'));
  const digest = text === null ? '' : createHash('sha256').update(text).digest('hex');
  return Object.freeze({ app, channels: said.channels, people: said.people, webhooks, subscriptions: said.subscriptions, digest });
}

/** What everybody can read is no secret. Names the place, never what stands there. */
function readSecret(path: string, whoNames: string): string {
  let secret = '';
  let isOpen = false;
  try {
    isOpen = (statSync(path).mode & 0o004) !== 0;
    secret = readFileSync(path, 'utf8').trim();
  } catch {
    // It is told below that nothing could be read.
  }
  if (isOpen) throw bad(`The file ${path}, which ${whoNames}, can be read by everybody on this machine. Make it yours alone: chmod 600 ${path}`);
  if (!/^[\x21-\x7e]{8,1000}$/.test(secret)) throw bad(`The file ${path}, which ${whoNames}, holds no secret that can be read: one line of at least 8 characters.`);
  return secret;
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

function bad(why: string): HandrailError {
  return new HandrailError('bad-config', { why });
}
