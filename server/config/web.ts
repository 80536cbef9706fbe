/**
 * What can be set of the web side: TLS, the proxy that is believed, single sign-on, and how much one person may have at
 * once. Every field described; what belongs together is checked together.
 */
import { z } from 'zod';
import { HandrailError } from '../../common/errors.ts';
import { type OidcSettings, readRoleMap, readSecretPlace } from './oidc.ts';
import { type Proxies, readProxies } from './proxies.ts';

export const webSettings = {
  HANDRAIL_TLS_CERT: z.string().min(1).optional()
    .describe('PEM file of the certificate, its chain after it: then the server speaks TLS itself. Read anew when it changes.'),
  HANDRAIL_TLS_KEY: z.string().min(1).optional()
    .describe('PEM file of the certificate’s private key.'),
  HANDRAIL_PROXY: read(readProxies).default([])
    .describe('Addresses or networks, separated by commas, of reverse proxies whose `X-Forwarded-For` is believed, for limits only.'),
  HANDRAIL_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional()
    .describe('Address of the identity provider, as it names itself: then people can log in there. `http` only on this machine.'),
  HANDRAIL_OIDC_CLIENT: z.string().min(1).max(500).optional()
    .describe('What Handrail is called at the provider (client id).'),
  HANDRAIL_OIDC_SECRET: read(readSecretPlace).optional()
    .describe('Where the client’s secret is: `file:/path` or `env:NAME`. Left out for a client without one.'),
  HANDRAIL_OIDC_NAME: z.string().trim().min(1).max(60).default('single sign-on')
    .describe('What people call the provider; the login page says “Log in with …”.'),
  HANDRAIL_OIDC_SCOPES: z.string().regex(/^(?=.*\bopenid\b)[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'must be scopes with spaces between, `openid` among them').default('openid profile')
    .describe('What the provider is asked for. Some want a scope of their own for groups.'),
  HANDRAIL_OIDC_GROUPS: z.string().min(1).max(200).default('groups')
    .describe('The claim that lists somebody’s groups; a dot leads into another claim (`realm_access.roles`).'),
  HANDRAIL_OIDC_ROLES: read(readRoleMap).default(new Map())
    .describe('Which group gives which roles: `sre=operator,approver; leads=admin; *=viewer`, where `*` is everybody the provider lets in. Who gets no role is not let in.'),
  HANDRAIL_OIDC_HOURS: z.coerce.number().positive().max(24 * 7).default(8)
    .describe('Hours after which one logs in at the provider again, and groups are read anew.'),
  HANDRAIL_MAX_RUNS: z.coerce.number().int().min(1).max(1_000).default(8)
    .describe('Runs that one person may have going at once.'),
  HANDRAIL_MAX_SOCKETS: z.coerce.number().int().min(1).max(10_000).default(32)
    .describe('Pages that one person may have connected at once.'),
  HANDRAIL_MAX_WORKSPACES: z.coerce.number().int().min(1).max(1_000).default(8)
    .describe('Environments in which one person may have a workspace at once.'),
} as const;

/** What one person may have at once. */
export interface Quotas {
  readonly runs: number;
  readonly sockets: number;
  readonly workspaces: number;
  /** how long a workspace is there that nobody uses, in milliseconds */
  readonly workspaceMs: number;
}

export interface WebConfig {
  /** paths of certificate and key; null where TLS is somebody else’s */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly proxies: Proxies;
  readonly oidc: OidcSettings | null;
  readonly quotas: Quotas;
}

type Set = Readonly<z.output<z.ZodObject<typeof webSettings>>>;

/** Takes the settings as read, how a path is resolved, and for how many days a workspace stays that nobody uses; gives the web's. Throws `bad-config` with one line a problem. */
export function webConfig(set: Set, path: (given: string) => string, workspaceDays: number): WebConfig {
  const { HANDRAIL_TLS_CERT: cert, HANDRAIL_TLS_KEY: key, HANDRAIL_OIDC_ISSUER: issuer } = set;
  const problems: string[] = [];
  if ((cert === undefined) !== (key === undefined)) problems.push('HANDRAIL_TLS_CERT and HANDRAIL_TLS_KEY belong together: set both, or neither.');
  const oidc = issuer === undefined ? null : oidcOf(set, issuer, problems);
  if (problems.length > 0) throw new HandrailError('bad-config', { why: problems.join('\n') });
  return Object.freeze({
    tls: cert === undefined || key === undefined ? null : { cert: path(cert), key: path(key) },
    proxies: set.HANDRAIL_PROXY, oidc,
    quotas: { runs: set.HANDRAIL_MAX_RUNS, sockets: set.HANDRAIL_MAX_SOCKETS, workspaces: set.HANDRAIL_MAX_WORKSPACES, workspaceMs: workspaceDays * 24 * 3_600_000 },
  });
}

function oidcOf(set: Set, issuer: string, problems: string[]): OidcSettings {
  const { protocol, hostname } = new URL(issuer);
  if (protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) problems.push('HANDRAIL_OIDC_ISSUER: must begin with https, unless the provider is on this machine.');
  if (set.HANDRAIL_OIDC_CLIENT === undefined) problems.push('HANDRAIL_OIDC_CLIENT: is missing. The provider gives it when Handrail is made known there.');
  if (set.HANDRAIL_OIDC_ROLES.size === 0) problems.push('HANDRAIL_OIDC_ROLES: is missing, so nobody could log in. Say which group gives which role, such as *=viewer.');
  return {
    issuer, client: set.HANDRAIL_OIDC_CLIENT ?? '', secret: set.HANDRAIL_OIDC_SECRET ?? null, name: set.HANDRAIL_OIDC_NAME,
    scopes: set.HANDRAIL_OIDC_SCOPES, claim: set.HANDRAIL_OIDC_GROUPS, roles: set.HANDRAIL_OIDC_ROLES, sessionMs: Math.round(set.HANDRAIL_OIDC_HOURS * 3_600_000),
  };
}

/** A text that a function reads; what it throws is the problem that is told. */
function read<Value>(by: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return by(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}
