/**
 * What following a panel comes to: the panel that the runbook declares, its values checked as a step's are, its environment,
 * and what the runner is to watch. And who may share that watch: those whom the environment cannot tell apart. Pure.
 */
import { z } from 'zod';
import { canonical } from '../../common/catalog/digest.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import { HandrailError } from '../../common/errors.ts';
import { filledIn, misfit, type Panel, type PanelAsked, panelKinds } from '../../common/panel.ts';
import { practice } from '../../common/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import type { PanelQuery } from '../runner/client.ts';
import { checkParameters, targetName } from '../runs/parameters.ts';
import { findEnvironment, findRunbook, refuseTarget } from '../runs/plan.ts';

export interface PanelPlan {
  runbook: Runbook;
  environment: Environment;
  target: string | null;
  /** null for the environment's first */
  context: string | null;
  query: PanelQuery;
}

const short = z.string().max(300);
const asked = z.strictObject({ runbook: short, kind: z.enum(panelKinds), attributes: z.record(z.string().max(40), short), environment: short, parameters: z.record(z.string().max(64), short) });

/** Takes what stands behind the kind in a topic; gives what is asked. Throws `bad-message`. */
export function readPanelAsked(rest: string): PanelAsked {
  try {
    const read = asked.safeParse(JSON.parse(rest));
    if (read.success) return read.data;
  } catch {
    // Told below.
  }
  throw new HandrailError('bad-message', { why: 'this names no panel.' });
}

/** Takes catalog, environments and what is asked; gives the plan. Throws the named error of the first check that fails. */
export function planPanel(catalog: Catalog, environments: Environments, { runbook: id, kind, attributes, environment: where, parameters }: PanelAsked): PanelPlan {
  const runbook = findRunbook(catalog, id);
  const panel = runbook.panels?.find((one) => one.kind === kind && canonical(one.attributes) === canonical(attributes));
  if (panel === undefined) throw new HandrailError('panel-unknown');
  const taken = runbook.parameters.filter(({ name }) => name === targetName || panel.parameters.includes(name));
  const values = checkParameters(taken, parameters);
  const target = values[targetName] ?? null;
  const environment = findEnvironment(runbook, environments, where);
  if (target !== null) refuseTarget(target, environment.targets ?? []);
  const context = target === null ? null : runbook.targets[target]?.context ?? null;
  return { runbook, environment, target, context, query: queryOf(panel, values, runbook) };
}

function queryOf({ kind, attributes }: Panel, values: Readonly<Record<string, string>>, { redis }: Runbook): PanelQuery {
  const filled = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, fitting(name, filledIn(text, values))]));
  const { namespace = '', selector = null, object = null, stream = '', group = '' } = filled;
  if (kind === 'Events') return { kind, namespace, object };
  if (kind !== 'RedisGroup') return { kind, namespace, selector };
  if (redis === null) throw new HandrailError('panel-unknown');
  return { kind, stream, group, redis };
}

function fitting(name: string, value: string): string {
  const hint = misfit(name, value);
  if (hint === null) return value;
  throw new HandrailError('panel-refused', { why: `The ${name} of this panel cannot be \`${value.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd').slice(0, 80)}\`: ${hint}.` });
}

/**
 * Takes a plan and who follows it; gives the key of the watch they share with whoever has the same. The person and their
 * groups are part of it wherever the environment would tell them apart: it impersonates them, or is their own practice world.
 */
export function sharingKey({ environment, context, query }: PanelPlan, { person, groups }: Pick<Principal, 'person' | 'groups'>): string {
  const as = isTold(environment, context, query) ? { person: person.id, groups: [...groups].sort() } : null;
  return canonical({ environment: environment.name, rules: environment.digest, context, query, as });
}

function isTold({ name, kubernetes }: Environment, context: string | null, query: PanelQuery): boolean {
  if (name === practice) return true;
  // A Redis of the environment's knows its gateway alone.
  if (query.kind === 'RedisGroup' && 'endpoint' in query.redis) return false;
  const endpoint = kubernetes[context ?? Object.keys(kubernetes)[0] ?? ''];
  return endpoint === undefined || endpoint.impersonate !== null;
}
