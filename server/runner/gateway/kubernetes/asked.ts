/**
 * What a request asks of Kubernetes, by its method, path and query alone: verb, resource, place and effect. What is not known
 * counts as the worst, or is refused. Pure.
 * Paths and verbs: https://kubernetes.io/docs/reference/using-api/api-concepts/ and k8s.io/apiserver, `RequestInfoFactory`.
 */
import type { Effect } from '../../../../common/catalog/effect.ts';
import { type Place, placeOf } from './place.ts';
import { streamOf } from './stream.ts';
import { subresourceEffect } from './subresource.ts';

export interface Asked {
  /** the API's own verb; for what is no verb there, `exec`, `attach`, `portforward`, `proxy` or `evict` */
  verb: string;
  group: string;
  /** empty for what is about the API itself: discovery, version, health */
  resource: string;
  subresource: string;
  /** null for a resource of the cluster, and for all namespaces at once */
  namespace: string | null;
  name: string | null;
  effect: Effect;
  /** the command of an exec, or what else makes the effect; as the person is told */
  because: string;
  /** whether it goes by what is typed into it, which nobody can know beforehand */
  typed: boolean;
  /** whether its body may say that it is a dry run, and so a read */
  bodyMayBeDry: boolean;
  /** whether it tells everybody the same and no secret: discovery, version, one's own rights */
  harmless: boolean;
}

/** What no step may ask, whatever its effect. */
export interface Never {
  never: string;
}

const nothing = { group: '', resource: '', subresource: '', namespace: null, name: null, because: '', typed: false, bodyMayBeDry: false } as const;
const methods: Readonly<Record<string, string>> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const effectOf: Readonly<Record<string, Effect>> = {
  get: 'read', list: 'read', watch: 'read', create: 'change', update: 'change', patch: 'change', delete: 'destroy', deletecollection: 'destroy',
};

/** What the API says of itself: by its first segment, and how many may follow. */
const about: Readonly<Record<string, number>> = { version: 0, api: 1, apis: 2, openapi: 9, healthz: 9, livez: 9, readyz: 9, '.well-known': 1 };
/** A question that is asked with a POST, and changes nothing; those about oneself are harmless too. */
const questions = /^authorization\.k8s\.io\/(self|local)?subject(access|rules)reviews$|^authentication\.k8s\.io\/(selfsubjectreviews|tokenreviews)$/;
const ofOneself = /\/selfsubject/;
/** Writing here reaches further than what is written: who may do what, and what happens to every request of the cluster. */
const guarded = /^(rbac\.authorization|certificates|admissionregistration|apiregistration)\.k8s\.io$/;
/** Parameters that decide what a request does: given twice, two readers may take two of them. */
const decisive = ['dryRun', 'watch', 'stdin', 'stdout', 'stderr', 'tty', 'container', 'fieldManager', 'path'];

/** Takes method, decoded segments and query; gives what is asked, or why no step may ask it. */
export function askedOf(method: string, segments: readonly string[], query: URLSearchParams): Asked | Never {
  const verb = Object.hasOwn(methods, method) ? methods[method] ?? '' : '';
  if (verb === '') return { never: `The method ${method} is not one of Kubernetes.` };
  const twice = decisive.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return { never: `The parameter ${twice} is given twice. Give it once.` };
  const [first = ''] = segments;
  const most = Object.hasOwn(about, first) ? about[first] ?? 0 : -1;
  if (segments.length === 0 || segments.length - 1 <= most) return aboutItself(verb, segments);
  const place = placeOf(segments);
  return 'never' in place ? place : judge(verb, place, query);
}

function aboutItself(verb: string, segments: readonly string[]): Asked | Never {
  if (verb !== 'get') return { never: `/${segments.join('/')} can only be read.` };
  return { ...nothing, verb, effect: 'read', because: `/${segments.join('/')}`, harmless: true };
}

function judge(asked: string, where: Place, query: URLSearchParams): Asked | Never {
  const { group, resource, subresource, name } = where;
  const plain = { ...nothing, ...where, harmless: false };
  const stream = streamOf(where, query);
  if (stream !== null) return 'never' in stream ? stream : { ...plain, ...stream };
  const verb = collective(asked, name, query);
  if (subresource !== '') {
    const found = subresourceEffect(where, verb);
    if ('never' in found) return found;
    return { ...plain, verb: found.verb ?? verb, because: found.because, effect: isDry(where, verb, query) ? 'read' : found.effect };
  }
  if (verb === 'create' && questions.test(`${group}/${resource}`)) return { ...plain, verb, effect: 'read', harmless: ofOneself.test(`${group}/${resource}`) };
  if (isDry(where, verb, query)) return { ...plain, verb, effect: 'read', because: 'a dry run' };
  const effect = effectOf[verb] ?? 'destroy';
  if (effect !== 'read' && guarded.test(group)) return { ...plain, verb, effect: 'destroy', because: 'it reaches beyond what it names' };
  return { ...plain, verb, effect, bodyMayBeDry: effect === 'destroy' && !isSecret(where) };
}

/** Go reads a truth as set unless it is `false` or `0` (apimachinery, `Convert_Slice_string_To_bool`). */
function collective(verb: string, name: string | null, query: URLSearchParams): string {
  if (verb === 'get' && query.has('watch') && !/^(false|0)$/i.test(query.get('watch') ?? '')) return 'watch';
  if (name !== null) return verb;
  return verb === 'get' ? 'list' : verb === 'delete' ? 'deletecollection' : verb;
}

/** Takes a place; tells whether Secrets are there. */
export function isSecret({ group, resource }: Pick<Asked, 'group' | 'resource'>): boolean {
  return group === '' && resource === 'secrets';
}

/** A dry run shows what would be kept: of a Secret, with a patch that copies its value to where it is not hidden. */
function isDry({ group, resource, subresource }: Pick<Place, 'group' | 'resource' | 'subresource'>, verb: string, query: URLSearchParams): boolean {
  if (query.get('dryRun') !== 'All' || isSecret({ group, resource })) return false;
  return /^(create|update|patch)$/.test(verb) && /^(|scale|status)$/.test(subresource);
}
