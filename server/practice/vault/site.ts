/**
 * The practice Vault as a site: the part of Vault's HTTP API that the runbooks and the `vault` command need, with its paths,
 * shapes and errors (https://developer.hashicorp.com/vault/api-docs). It is a stand-in: it seals nothing, and any password
 * opens it but an empty one and `wrong`.
 */
import type { Site } from '../front/site.ts';
import type { WorldParts } from '../parts.ts';
import { readData, writeData } from './kv.ts';
import { logIn, lookUp, renew } from './login.ts';
import { allows } from './policy.ts';
import { type Answer, type Asked, readRequest, send, tokenOf } from './request.ts';
import { VaultError } from './secrets.ts';
import { mount, seedSecrets } from './seed.ts';
import { VaultStore } from './store.ts';
import { health, mounts, sealStatus } from './system.ts';
import type { Token } from './tokens.ts';

export const vaultHost = 'vault.slac.stanford.edu';

/** Takes the parts of a world; gives its Vault. */
export function vaultSite({ folder, clock }: Pick<WorldParts, 'folder' | 'clock'>): Site {
  const store = new VaultStore({ folder, seed: seedSecrets, now: () => clock.now() });
  return {
    hosts: [vaultHost],
    async handle(request, response) {
      try {
        const asked = await readRequest(request, clock.now());
        send(response, carryOut(asked, tokenOf(request), store));
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        send(response, { status: error.status, body: { errors: error.errors } });
      }
    },
  };
}

/** Takes a request, the token sent with it and the Vault; gives the answer. Throws `VaultError`. */
function carryOut(asked: Asked, sent: string | undefined, store: VaultStore): Answer {
  const open = withoutToken(asked, store);
  if (open !== null) return open;
  const token = store.state.tokens.find(sent, asked.now);
  if (token === null || !allows(token.policies, asked.path, asked.capability)) throw new VaultError(403, 'permission denied');
  return withToken(asked, token, store);
}

function withoutToken(asked: Asked, store: VaultStore): Answer | null {
  const { path, capability } = asked;
  if (path === 'sys/seal-status' && capability === 'read') return { status: 200, body: sealStatus(store.state.clusterId) };
  if (path === 'sys/health' && capability === 'read') return { status: 200, body: health(store.state.clusterId, asked.now) };
  const name = /^auth\/ldap\/login\/([^/]*)$/.exec(path)?.[1];
  if (name === undefined || capability !== 'update') return null;
  const auth = logIn(store.state.tokens, name, asked.body['password'], asked.now);
  store.save();
  return { status: 200, body: { auth } };
}

function withToken(asked: Asked, token: Token, store: VaultStore): Answer {
  const { path, capability, now } = asked;
  const { tokens, secrets } = store.state;
  const [, verb, rest = ''] = new RegExp(`^${mount}/(data|metadata|undelete)(?:/(.*))?$`).exec(path) ?? [];
  if (verb !== undefined) {
    if (capability === 'read' || capability === 'list') return readData(secrets, { ...asked, path: rest }, verb);
    const written = writeData(secrets, { ...asked, path: rest }, verb);
    store.save();
    return written;
  }
  if (path === 'auth/token/lookup-self') return { status: 200, body: { data: lookUp(token, now) } };
  if (path.startsWith('sys/internal/ui/mounts')) return { status: 200, body: { data: mounts(path.slice('sys/internal/ui/mounts'.length)) } };
  if (path === 'auth/token/renew-self') return kept(store, { status: 200, body: { auth: renew(tokens, token, asked.body['increment'], now) } });
  if (path === 'auth/token/revoke-self') tokens.revoke(token.id);
  else if (path.startsWith('sys/leases/revoke-prefix/')) tokens.revokePrefix(path.slice('sys/leases/revoke-prefix/'.length));
  else throw new VaultError(404, `the practice Vault does not have ${path.slice(0, 80)}`);
  return kept(store, { status: 204 });
}

function kept(store: VaultStore, answer: Answer): Answer {
  store.save();
  return answer;
}
