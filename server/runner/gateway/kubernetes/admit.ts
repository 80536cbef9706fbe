/** Judges a request and writes it down, before anything of it goes on. */
import type { IncomingMessage } from 'node:http';
import type { Ceiling, Limits } from './admission.ts';
import type { Asked } from './asked.ts';
import { wrongUpgrade } from './headers.ts';
import { type GatewayRequest, judge, judgeDry, type Judgement, recordOf, type Refusal } from './judgement.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** One context as a run reaches it. */
export interface Context {
  upstream: Upstream;
  /** headers that say to the API who asks (identity.ts) */
  identity: readonly (readonly [string, string])[];
  limits: Limits;
}

export interface GatewayOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  contexts: ReadonlyMap<string, Context>;
  ceiling: Ceiling;
  /** Called before a request is passed on, and for one that is refused. When it throws or rejects, the request is refused. */
  onRequest(request: GatewayRequest): void | Promise<void>;
  /** Called when the API could not be asked, or broke off before it answered. */
  onFailure(error: Error, request: GatewayRequest): void;
}

export interface Admitted {
  context: Context;
  target: Target;
  asked: Asked;
  record: GatewayRequest;
}

/** Verbs that a client upgrades for. Anything else upgraded would be a second way to say the same. */
const streams = /^(exec|attach|portforward|proxy)$/;

/**
 * Takes the gateway's options, a request, whether it wants to be upgraded, and what finds out whether the body of a deletion
 * says that it is a dry run; gives what is needed to pass it on, or the refusal. Both are on the record by then.
 */
export async function admit(options: GatewayOptions, incoming: IncomingMessage, upgrade: boolean, isDry: () => Promise<boolean>): Promise<Admitted | { refusal: Refusal }> {
  const { method = 'GET', url = '/' } = incoming;
  const judgement = await judgeWhole(options, incoming, upgrade, isDry);
  const { target, asked, refusal } = judgement;
  const record = recordOf(judgement, method, url, upgrade);
  try {
    await options.onRequest(record);
  } catch {
    return { refusal: refusal ?? { code: 503, message: 'The request could not be recorded, so it was not made.' } };
  }
  if (refusal !== null) return { refusal };
  const context = target === null ? undefined : options.contexts.get(target.context);
  if (context === undefined || target === null || asked === null) return { refusal: { code: 400, message: 'The request could not be read.' } };
  return { context, target, asked, record };
}

async function judgeWhole({ contexts, ceiling }: GatewayOptions, incoming: IncomingMessage, upgrade: boolean, isDry: () => Promise<boolean>): Promise<Judgement> {
  const { method = 'GET', url = '/' } = incoming;
  const first = judge(contexts, ceiling, method, url);
  if (upgrade) return withUpgrade(first, incoming);
  const limits = contexts.get(first.target?.context ?? '')?.limits;
  const mayBeDry = limits !== undefined && first.refusal !== null && first.asked?.bodyMayBeDry === true;
  return mayBeDry && await isDry() ? judgeDry(first, ceiling, limits) : first;
}

function withUpgrade(judgement: Judgement, { headers }: IncomingMessage): Judgement {
  if (judgement.refusal !== null) return judgement;
  const why = streams.test(judgement.asked?.verb ?? '') ? wrongUpgrade(headers) : 'Only exec, attach, port-forward and a proxy can be upgraded.';
  return why === null ? judgement : { ...judgement, refusal: { code: 400, message: `${why} Nothing was done.` } };
}
