/** What a Vault says of itself. The names of its cluster say that it is a stand-in. */
import { VaultError } from './secrets.ts';
import { mount } from './seed.ts';

/** The version whose API the stand-in follows. */
const version = '1.17.2';
const cluster = 'handrail-practice-stand-in';

/** Takes the cluster's id; gives the answer of `sys/seal-status`. */
export function sealStatus(clusterId: string): Record<string, unknown> {
  return {
    type: 'shamir', initialized: true, sealed: false, t: 3, n: 5, progress: 0, nonce: '', version, build_date: '2024-07-05T15:19:12Z',
    migration: false, cluster_name: cluster, cluster_id: clusterId, recovery_seal: false, storage_type: 'file',
  };
}

/** Takes the cluster's id and the time, unix milliseconds; gives the answer of `sys/health`. */
export function health(clusterId: string, now: number): Record<string, unknown> {
  return {
    initialized: true, sealed: false, standby: false, performance_standby: false, replication_performance_mode: 'disabled',
    replication_dr_mode: 'disabled', server_time_utc: Math.floor(now / 1000), version, enterprise: false, cluster_name: cluster,
    cluster_id: clusterId, clock_skew_ms: 0, echo_duration_ms: 0,
  };
}

const engine = { accessor: 'kv_practice', config: { default_lease_ttl: 0, force_no_cache: false, max_lease_ttl: 0 }, description: 'application secrets of the practice world', local: false, options: { version: '2' }, type: 'kv' };

/** Takes the path behind `sys/internal/ui/mounts`; gives the engine it is in, or all of them for none. Throws what Vault says of others. */
export function mounts(path: string): Record<string, unknown> {
  const below = path.replace(/^\/+/, '');
  if (below === '') return { auth: { 'ldap/': { description: '', options: null, type: 'ldap' } }, secret: { [`${mount}/`]: engine } };
  if (below === mount || below.startsWith(`${mount}/`)) return { ...engine, path: `${mount}/` };
  throw new VaultError(403, `preflight capability check returned 403, please ensure client's policies grant access to path "${below.slice(0, 200).replace(/\/*$/, '/')}"`);
}

