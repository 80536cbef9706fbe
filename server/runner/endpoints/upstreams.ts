/** The ways to the Redis servers of all environments, kept between runs: what one said of its commands holds for a while. */
import type { RedisEndpoint } from '../../config/environments/endpoints.ts';
import type { Lookup } from '../gateway/dial.ts';
import { redisUpstream, type Upstream } from '../gateway/redis/upstream.ts';
import type { Secrets } from '../secrets.ts';

export interface Upstreams {
  /** Takes an endpoint; gives the way to its Redis. */
  of(endpoint: RedisEndpoint): Upstream;
}

/** Of environments that have changed since; more than anybody has servers. */
const mostKept = 1_000;

/** Takes what reads credentials, and what looks names up; gives the ways. */
export function openUpstreams(secrets: Secrets, lookup?: Lookup): Upstreams {
  const kept = new Map<string, Upstream>();
  return {
    of(endpoint) {
      const key = JSON.stringify(endpoint);
      const known = kept.get(key) ?? redisUpstream(endpoint, (ref) => secrets.read(ref), { lookup });
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, known);
      return known;
    },
  };
}
