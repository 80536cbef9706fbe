/** `handrail tokens`: personal access tokens of the operator, for programs and other machines. */
import type { TokenTold } from '../../common/account.ts';
import type { Api } from './api.ts';

export interface TokenOptions {
  rights: readonly string[];
  environments?: readonly string[];
  days: string;
}

/** Takes the API; prints the tokens, without their secrets. */
export async function listTokens(api: Api): Promise<number> {
  const { tokens } = await api.get('/api/account/tokens') as { tokens: TokenTold[] };
  for (const { id, name, rights, environments, expiresAt, usedAt } of tokens) {
    console.log(`${id}  ${name}: ${rights.join(', ')} in ${environments?.join(', ') ?? 'every environment'}; until ${day(expiresAt)}; ${usedAt === null ? 'never used' : `last used ${day(usedAt)}`}`);
  }
  if (tokens.length === 0) console.error('There is none. Make one with `handrail tokens make <name> --rights view,practise`.');
  return 0;
}

/** Takes the API, what the token is for and what it may do; prints it, the only time that it is seen. */
export async function makeToken(api: Api, name: string, { rights, environments, days }: TokenOptions): Promise<number> {
  const body = { name, rights, days: Number(days), ...(environments === undefined ? {} : { environments }) };
  const { token, seen } = await api.post('/api/account/tokens', body) as { token: string; seen: TokenTold };
  console.log(token);
  console.error(`It holds until ${day(seen.expiresAt)} and is not shown again. Revoke it with \`handrail tokens revoke ${seen.id}\`.`);
  return 0;
}

/** Takes the API and a token's id; it holds no longer. */
export async function revokeToken(api: Api, id: string): Promise<number> {
  await api.post(`/api/account/tokens/${encodeURIComponent(id)}/revoke`);
  console.error('It holds no longer, and what it had opened is closed.');
  return 0;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
