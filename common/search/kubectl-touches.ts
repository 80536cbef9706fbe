/** What a `kubectl` command touches: its namespace, its context, and the resources it names. */
import { kubectlVerb } from '../catalog/effect-check/shell-effect.ts';
import { tools } from '../catalog/effect-check/tool-verbs.ts';
import type { Words } from './redis-touches.ts';
import type { Touch } from './touch.ts';

/** Options of its verbs that take the next word, beside those that go before a verb. */
const valued = new Set([...(tools['kubectl']?.valued ?? []), '-o', '--output', '-l', '--selector', '-f', '--filename', '-k', '--kustomize', '-c', '--container', '--type',
  '--tail', '--since', '--timeout', '--for', '--field-selector', '--sort-by', '--replicas', '--image', '--overrides', '--patch', '--revision', '--to-revision']);
const files = new Set(['-f', '--filename', '-k', '--kustomize']);
/** Short names of `kubectl api-resources`. */
const short: Readonly<Record<string, string>> = {
  po: 'pod', deploy: 'deployment', sts: 'statefulset', svc: 'service', cm: 'configmap', ns: 'namespace', cj: 'cronjob', ds: 'daemonset', rs: 'replicaset',
  pvc: 'persistentvolumeclaim', pv: 'persistentvolume', ev: 'event', sa: 'serviceaccount', ing: 'ingress', no: 'node', crd: 'customresourcedefinition',
};
/** Verbs whose first word is a pod, or a type with a name. */
const ofPods = new Set(['logs', 'exec', 'attach', 'port-forward', 'debug']);
const ofTypes = new Set(['get', 'describe', 'delete', 'edit', 'patch', 'label', 'annotate', 'scale', 'wait', 'autoscale', 'expose', 'create', 'set']);

interface Read {
  places: Words;
  touches: Touch[];
  files: string[];
}

/** Takes kubectl's arguments up to `--`; gives what they touch, and the files they apply. */
export function kubectlTouches(words: Words): { touches: Touch[]; files: string[] } {
  const verb = kubectlVerb(words.map((values) => values[0] ?? null)) ?? '';
  const { places, touches, files: applied } = readOptions(words, verb);
  const rest = places.slice(verb === 'rollout' || verb === 'top' ? (verb === 'top' ? 1 : 2) : 1);
  const named = ofPods.has(verb) ? podTouches(rest[0] ?? []) : ofTypes.has(verb) || verb === 'rollout' || verb === 'top' ? typeTouches(rest) : [];
  const contexts = verb === 'config' && ['use-context', 'set-context'].includes(rest[0]?.[0] ?? '') ? (rest[1] ?? []).map((name): Touch => ({ kind: 'context', name })) : [];
  return { touches: [...touches, ...named, ...contexts], files: applied };
}

function readOptions(words: Words, verb: string): Read {
  const read: Read = { places: [], touches: [], files: [] };
  const places: (readonly string[])[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const first = words[at]?.[0] ?? '';
    if (!first.startsWith('-')) {
      places.push(words[at] ?? []);
      continue;
    }
    const [option = '', ...joined] = first.startsWith('--') ? first.split('=') : /^-n./.test(first) ? ['-n', first.slice(2)] : [first];
    const values = joined.length > 0 ? (words[at] ?? []).map((value) => value.slice(option.length + (option === '-n' ? 0 : 1))) : words[at + 1] ?? [];
    note(option, values, read, verb);
    if (joined.length === 0 && takesValue(option, verb)) at += 1;
  }
  return { ...read, places };
}

/** `-f` follows a log and names a file elsewhere; `-p` is what is patched, and an earlier container's log. */
function takesValue(option: string, verb: string): boolean {
  if (option === '-f') return verb !== 'logs';
  return valued.has(option) || (option === '-p' && verb === 'patch');
}

function note(option: string, values: readonly string[], read: Read, verb: string): void {
  const kind = option === '-n' || option === '--namespace' ? 'namespace' : option === '--context' ? 'context' : null;
  if (kind !== null) read.touches.push(...values.map((name) => ({ kind, name } as const)));
  else if (files.has(option) && takesValue(option, verb)) read.files.push(...values.filter((value) => value !== '-' && !/^https?:/.test(value)));
}

/** Of a pod whose name is chosen on the page it is known that it is one. */
function podTouches(values: readonly string[]): Touch[] {
  if (values.length === 0) return [{ kind: 'resource', name: 'pods' }];
  return values.map((value) => (value.includes('/') ? resource(value) : { kind: 'resource', name: `pod/${value}` }));
}

/** `pods`, `pod x y`, `pod/x`, `pods,jobs`. */
function typeTouches([type = [], ...names]: Words): Touch[] {
  if (type.some((value) => value.includes('/'))) return [type, ...names].flat().filter((value) => value.includes('/')).map(resource).flatMap(withTopic);
  const types = type.flatMap((value) => value.split(','));
  if (names.flat().length === 0) return types.map((one): Touch => ({ kind: 'resource', name: plural(one) }));
  return types.flatMap((one) => names.flat().filter((name) => !/[=:]/.test(name) || one !== 'label').map((name) => resource(`${one}/${name}`))).flatMap(withTopic);
}

function resource(text: string): Touch {
  const [type = '', name = ''] = text.split('/');
  const one = singular(type);
  return one === 'namespace' ? { kind: 'namespace', name } : { kind: 'resource', name: `${one}/${name}` };
}

/** A topic of Strimzi is a resource, too. */
function withTopic(touch: Touch): Touch[] {
  const topic = touch.kind === 'resource' ? /^kafkatopic\/(.+)$/.exec(touch.name)?.[1] : undefined;
  return topic === undefined ? [touch] : [touch, { kind: 'topic', name: topic }];
}

function singular(type: string): string {
  const name = type.split('.')[0]?.toLowerCase() ?? '';
  if (Object.hasOwn(short, name)) return short[name] ?? name;
  if (name === 'redis' || name === 'endpoints') return name;
  return name.replace(/ies$/, 'y').replace(/(s|x|ch)es$/, '$1').replace(/([^s])s$/, '$1');
}

function plural(type: string): string {
  const one = singular(type);
  return /(s|x|ch)$/.test(one) ? `${one}${one.endsWith('s') && (one === 'redis' || one === 'endpoints') ? '' : 'es'}` : `${one.replace(/([^aeiou])y$/, '$1ie')}s`;
}
