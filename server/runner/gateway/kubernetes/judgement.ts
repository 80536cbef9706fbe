/** What a gateway makes of a request before a byte of it goes on: where it leads, what it asks, and whether the step may. Pure. */
import type { Effect } from '../../../../common/catalog/effect.ts';
import { type Ceiling, type Limits, refusalOf } from './admission.ts';
import { type Asked, askedOf, isSecret } from './asked.ts';
import { pathOf, type Target, targetOf } from './target.ts';

/** One line of the record: what was asked, as it is passed on, and whether it was. */
export interface GatewayRequest {
  /** empty when the request names none */
  context: string;
  method: string;
  /** path and query below the context, as the API sees them; of a request that cannot be read, as it came */
  path: string;
  upgrade: boolean;
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string | null;
  name: string | null;
  /** null when it is not known, and so refused */
  effect: Effect | null;
  allowed: boolean;
  /** why it was refused, as the person was told; null when it was not */
  why: string | null;
}

export interface Refusal {
  code: 400 | 403 | 404 | 503;
  message: string;
}

export interface Judgement {
  target: Target | null;
  asked: Asked | null;
  refusal: Refusal | null;
}

/** Takes the contexts that there are, the step's ceiling, and a request's method and target; gives the judgement. */
export function judge(contexts: ReadonlyMap<string, { limits: Limits }>, ceiling: Ceiling, method: string, url: string): Judgement {
  const target = targetOf(url);
  if ('code' in target) return { target: null, asked: null, refusal: target };
  const context = contexts.get(target.context);
  if (context === undefined) {
    return { target, asked: null, refusal: { code: 404, message: `There is no context ${target.context.slice(0, 100)} in this environment: \`kubectl config get-contexts\` lists those that are there.` } };
  }
  const asked = askedOf(method, target.segments, target.query);
  if ('never' in asked) return { target, asked: null, refusal: { code: 403, message: `${asked.never} Nothing was done.` } };
  const why = refusalOf(asked, ceiling, context.limits);
  return { target, asked, refusal: why === null ? null : { code: 403, message: why } };
}

/** Takes a judgement of a deletion that turned out to be a dry run, and what it was made by; gives the judgement anew. */
export function judgeDry(judgement: Judgement, ceiling: Ceiling, limits: Limits): Judgement {
  if (judgement.asked === null) return judgement;
  const asked: Asked = { ...judgement.asked, effect: 'read', because: 'a dry run', bodyMayBeDry: false };
  const why = refusalOf(asked, ceiling, limits);
  return { ...judgement, asked, refusal: why === null ? null : { code: 403, message: why } };
}

/** Takes a judgement and the request; gives its line of the record. */
export function recordOf({ target, asked, refusal }: Judgement, method: string, url: string, upgrade: boolean): GatewayRequest {
  const { verb = '', group = '', resource = '', subresource = '', namespace = null, name = null, effect = null } = asked ?? {};
  return {
    context: target?.context ?? '', method, path: target === null ? url : pathOf(target), upgrade,
    verb, group, resource, subresource, namespace, name, effect, allowed: refusal === null, why: refusal?.message ?? null,
  };
}

/** Takes what is asked and the ceiling; tells whether the values of Secrets have to be kept from the answer. */
export function isWithheld(asked: Asked, { effect }: Ceiling): boolean {
  return effect === 'read' && isSecret(asked);
}
