/** What the web side has of its own: single sign-on, the proxies that are believed, metrics, readiness and quotas. */
import { OidcClient } from '../auth/oidc-client.ts';
import { SignOn, type SignOnDeps } from '../auth/oidc-sign-on.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { Proxies } from '../config/proxies.ts';
import type { WebConfig } from '../config/web.ts';
import type { Metrics } from './metrics.ts';
import { openReadiness, type Readiness, type ReadinessDeps } from './readiness.ts';

export interface Web {
  readonly signOn: SignOn;
  readonly proxies: Proxies;
  readonly metrics: Metrics;
  readonly readiness: () => Promise<Readiness>;
  /** what an identity provider may tell by itself, by its address */
  readonly providerLimit: RateLimit;
}

/** Takes the configuration, the origin, the environment that may hold the client's secret, and the rest; gives the web's own. */
export function openWeb(config: WebConfig, origin: string, environment: NodeJS.ProcessEnv, deps: SignOnDeps & ReadinessDeps): Web {
  const { clock, metrics, store } = deps;
  const client = config.oidc === null ? null : new OidcClient(config.oidc, origin, environment, clock);
  const readiness = openReadiness(deps);
  metrics.watch(async () => ({ going: (await store.runs.live()).length, ready: await readiness() }));
  return {
    signOn: new SignOn(client, origin, deps), proxies: config.proxies, metrics, readiness,
    providerLimit: new RateLimit(clock, 200, 100),
  };
}
