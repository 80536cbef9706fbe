/**
 * What an operator says of single sign-on: the provider, what Handrail is called there, and which of the provider's groups
 * gives which roles here. Pure but for reading the client's secret, which stands in a file or a variable and never here.
 */
import { readFileSync } from 'node:fs';
import { HandrailError } from '../../common/errors.ts';
import { isRole, type Role, roles } from '../../common/rights.ts';

export interface OidcSettings {
  readonly issuer: string;
  /** what Handrail is called at the provider */
  readonly client: string;
  /** where the client's secret is; null for a client without one, which PKCE protects */
  readonly secret: SecretPlace | null;
  /** what people call the provider */
  readonly name: string;
  readonly scopes: string;
  /** the claim that lists somebody's groups */
  readonly claim: string;
  readonly roles: RoleMap;
  /** how long a session lasts before groups are asked for again */
  readonly sessionMs: number;
}

export type SecretPlace = { readonly file: string } | { readonly env: string };
/** group → the roles it gives; `*` is everybody whom the provider lets in */
export type RoleMap = ReadonlyMap<string, readonly Role[]>;

/** Takes `file:/path` or `env:NAME`; gives where the secret is. Throws a plain Error, which does not repeat what may be the secret itself. */
export function readSecretPlace(text: string): SecretPlace {
  const [, kind, rest = ''] = /^(file|env):(.+)$/.exec(text) ?? [];
  if (kind === 'file' && rest.startsWith('/')) return { file: rest };
  if (kind === 'env' && /^[A-Za-z_]\w*$/.test(rest)) return { env: rest };
  throw new Error('must say where the secret is, never the secret itself');
}

/** Takes where the secret is and the environment; gives it. Throws `bad-config`, which names the place and never the secret. */
export function readSecret(place: SecretPlace, environment: NodeJS.ProcessEnv): string {
  const secret = ('file' in place ? readSecretFile(place.file) : environment[place.env] ?? '').trim();
  const where = 'file' in place ? `The file ${place.file}` : `The variable ${place.env}`;
  if (secret === '') throw new HandrailError('bad-config', { why: `${where}, which HANDRAIL_OIDC_SECRET names, holds no secret that can be read.` });
  return secret;
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Takes `group=role,role; group=role`; gives which group gives which roles. The last `=` counts, since the name of a group
 * may hold one (`CN=ops`). Throws a plain Error that names what is wrong.
 */
export function readRoleMap(text: string): RoleMap {
  const map = new Map<string, readonly Role[]>();
  for (const part of text.split(';').map((one) => one.trim()).filter((one) => one !== '')) {
    const at = part.lastIndexOf('=');
    const group = part.slice(0, Math.max(at, 0)).trim();
    const given = part.slice(at + 1).split(',').map((role) => role.trim());
    if (group === '') throw new Error(`“${part}” names no group. Write group=role, such as sre=operator`);
    const wrong = given.find((role) => !isRole(role));
    if (wrong !== undefined) throw new Error(`“${wrong}” is no role. Roles: ${roles.join(', ')}`);
    if (map.has(group)) throw new Error(`the group “${group}” stands there twice. Give it all its roles at once, such as ${group}=operator,approver`);
    map.set(group, given.filter(isRole));
  }
  return map;
}

/** Takes groups and what they give; gives the roles, each once, in the order of the table of roles. */
export function rolesOfGroups(groups: readonly string[], map: RoleMap): Role[] {
  const given = new Set(['*', ...groups.filter((group) => group !== '*')].flatMap((group) => map.get(group) ?? []));
  return roles.filter((role) => given.has(role));
}
