/** What the subresources do that are no streams. Pure. */
import type { Effect } from '../../../../common/catalog/effect.ts';

interface Place { group: string; resource: string; subresource: string }

type Found = { effect: Effect; because: string; verb?: string } | { never: string };

/** By resource and subresource; `*` stands for any resource. The effect is of writing: reading one of these is a read. */
const writing: Readonly<Record<string, readonly [effect: Effect, because: string]>> = {
  '*/status': ['change', ''],
  '*/scale': ['change', ''],
  'pods/log': ['destroy', ''],
  'pods/resize': ['change', ''],
  'pods/ephemeralcontainers': ['destroy', 'what it adds to a pod may do anything there'],
  'pods/eviction': ['destroy', 'it ends a pod'],
  'pods/binding': ['destroy', 'it decides where a pod runs'],
  'namespaces/finalize': ['destroy', 'it lets go of what keeps a namespace'],
  'certificatesigningrequests/approval': ['destroy', 'it reaches beyond what it names'],
};

/** Takes a place with a subresource and a verb; gives its effect. One that is not known counts as destroying, read or written. */
export function subresourceEffect({ resource, subresource }: Place, verb: string): Found {
  if (subresource === 'token') return { never: 'A token of a service account would be a credential inside the step. The gateway shows the credential of the environment; ask whoever runs Handrail if a program needs one of its own.' };
  const pair = [`${resource}/${subresource}`, `*/${subresource}`].find((each) => Object.hasOwn(writing, each));
  const known = pair === undefined ? undefined : writing[pair];
  if (known === undefined) return { effect: 'destroy', because: `what ${resource}/${subresource} does is not known` };
  if (verb === 'get' || verb === 'list' || verb === 'watch') return { effect: 'read', because: '' };
  const [effect, because] = known;
  return { effect, because, ...(subresource === 'eviction' ? { verb: 'evict' } : {}) };
}
