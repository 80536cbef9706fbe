/** Whether a step may ask what it asks: by the effect it declares, and by what the endpoint offers. Pure. */
import { type Effect, isAtMost } from '../../../../common/catalog/effect.ts';
import type { Asked } from './asked.ts';

export interface Ceiling {
  /** as the step declares */
  effect: Effect;
  /** a step to type into: what is typed into a pod is recorded, and nobody can judge it beforehand */
  interactive: boolean;
}

export interface Limits {
  /** null for all */
  namespaces: readonly string[] | null;
  /** null for those that the effect allows */
  verbs: readonly string[] | null;
}

/** Takes what is asked, the step's ceiling and the endpoint's limits; gives a sentence why not, or null when it may. */
export function refusalOf(asked: Asked, ceiling: Ceiling, limits: Limits): string | null {
  return placeRefusal(asked, limits) ?? verbRefusal(asked, limits) ?? effectRefusal(asked, ceiling);
}

function placeRefusal(asked: Asked, { namespaces }: Limits): string | null {
  const { namespace, resource, group, verb } = asked;
  if (namespaces === null || asked.harmless || namespace !== null && namespaces.includes(namespace) && !isNamespaceWritten(asked)) return null;
  if (group === '' && resource === 'namespaces' && (verb === 'list' || verb === 'watch')) return null;
  const offered = `This environment offers ${namespaces.length === 1 ? 'the namespace' : 'the namespaces'} ${namespaces.join(', ')}`;
  if (namespace !== null) return isNamespaceWritten(asked) ? `${offered}, not the right to ${verb} a namespace itself.` : `${offered}, not ${namespace}. Say which with -n.`;
  return `${offered}. ${nameOf(asked)} is asked of the whole cluster, or of all namespaces at once: name one with -n, if it has one.`;
}

/** A namespace's object stands in itself; writing it is about the cluster. */
function isNamespaceWritten({ group, resource, effect }: Asked): boolean {
  return group === '' && resource === 'namespaces' && effect !== 'read';
}

function verbRefusal(asked: Asked, { verbs }: Limits): string | null {
  if (verbs === null || asked.harmless || verbs.includes(asked.verb)) return null;
  return `This environment offers the verbs ${verbs.join(', ')}, not ${asked.verb}. Nothing was done.`;
}

function effectRefusal(asked: Asked, { effect, interactive }: Ceiling): string | null {
  if (isAtMost(asked.effect, effect) || interactive && asked.typed) return null;
  const why = asked.because === '' ? '' : ` (${asked.because})`;
  const hint = asked.verb === 'exec' && asked.typed ? ' What is typed into a command is not known beforehand: leave out -i, or make the step interactive.' : '';
  return `This step is declared “${effect}”, and “${asked.verb} ${nameOf(asked)}”${why} counts as “${asked.effect}”. Nothing was done. Use a step with effect=${asked.effect}, or have this one’s effect mended.${hint}`;
}

/** Takes what is asked; gives what it is called: `deployments.apps/scale web`. */
export function nameOf({ group, resource, subresource, name }: Asked): string {
  const kind = `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
  return name === null ? kind : `${kind} ${name}`;
}
