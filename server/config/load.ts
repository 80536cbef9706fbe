/**
 * Reads the configuration from the environment once, lists every problem at once, and freezes the result.
 */
import { resolve } from 'node:path';
import { HandrailError } from '../../common/errors.ts';
import { type Paths, pathsOf } from './paths.ts';
import { schema } from './schema.ts';
import { type ChatSettings, chatSettings } from './slack.ts';
import { type WebConfig, webConfig } from './web.ts';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** scheme, host and port that browsers open */
  readonly origin: string;
  readonly site: string;
  readonly catalog: string;
  /** path of the file that says where steps may run */
  readonly environments: string;
  /** what `handrail test` last found */
  readonly tested: string;
  /** who starts the runner: the server, or somebody else */
  readonly runner: 'start' | 'attach';
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** what the runner keeps, for how long, and when it says no */
  readonly keeping: Keeping;
  /** TLS, proxies, single sign-on and what one person may have */
  readonly web: WebConfig;
  /** where what is said of Slack and webhooks stands */
  readonly chat: ChatSettings;
  readonly paths: Paths;
}

export interface Keeping {
  readonly minFreeMiB: number;
  readonly maxOutputMiB: number;
  readonly maxWorkspaceMiB: number;
  readonly outputDays: number;
  readonly workspaceDays: number;
}

/**
 * Takes environment variables and the folder relative paths start from; gives the frozen configuration.
 * Throws `bad-config` with one line a problem.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, from: string): Config {
  const ours = Object.entries(environment).filter(([name, value]) => name.startsWith('HANDRAIL_') && value !== '');
  const parsed = schema.safeParse(Object.fromEntries(ours));
  if (!parsed.success) throw new HandrailError('bad-config', { why: parsed.error.issues.map(problem).join('\n') });
  const set = parsed.data;
  const web = webConfig(set, (path) => resolve(from, path), set.HANDRAIL_WORKSPACE_DAYS);
  return Object.freeze({
    host: set.HANDRAIL_HOST,
    port: set.HANDRAIL_PORT,
    origin: set.HANDRAIL_ORIGIN ?? `http${web.tls === null ? '' : 's'}://${set.HANDRAIL_HOST}:${set.HANDRAIL_PORT}`,
    site: resolve(from, set.HANDRAIL_SITE),
    catalog: resolve(from, set.HANDRAIL_CATALOG),
    environments: resolve(from, set.HANDRAIL_ENVIRONMENTS),
    tested: resolve(from, set.HANDRAIL_TESTED),
    runner: set.HANDRAIL_RUNNER,
    log: set.HANDRAIL_LOG,
    keeping: Object.freeze({
      minFreeMiB: set.HANDRAIL_MIN_FREE, maxOutputMiB: set.HANDRAIL_MAX_OUTPUT, maxWorkspaceMiB: set.HANDRAIL_MAX_WORKSPACE,
      outputDays: set.HANDRAIL_OUTPUT_DAYS, workspaceDays: set.HANDRAIL_WORKSPACE_DAYS,
    }),
    web,
    chat: chatSettings(set, (path) => resolve(from, path)),
    paths: pathsOf(resolve(from, set.HANDRAIL_DATA)),
  });
}

function problem(issue: { code?: string; path: PropertyKey[]; message: string; keys?: string[] }): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys?.join(', ')}: there is no such setting. Settings: ${Object.keys(schema.shape).join(', ')}.`;
  }
  const name = String(issue.path[0]) as keyof typeof schema.shape;
  return `${name}: ${issue.message}. ${schema.shape[name].description ?? ''}`;
}
