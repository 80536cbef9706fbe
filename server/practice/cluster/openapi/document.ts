/** The OpenAPI v3 document of a group and version: as much as `kubectl apply` and `kubectl explain` look at. */
import type { Structure } from '../custom/kind.ts';
import { customKindOf } from '../custom/kinds.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { version } from '../discovery.ts';
import { type Schema, definitionName, definitionOf, mentionedBy } from './definition.ts';

const validation = {
  name: 'fieldValidation', in: 'query', description: 'What becomes of unknown fields: Ignore, Warn or Strict.', schema: { type: 'string', uniqueItems: true },
};

/** Takes the resources of one group and version; gives their document. */
export function documentOf(resources: readonly Resource[]): object {
  const kept = resources.filter(({ verbs }) => verbs.includes('get'));
  const schemas = new Map<string, Schema>();
  for (const resource of kept) addDefinitions(resource, schemas);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: version.gitVersion },
    paths: Object.fromEntries(kept.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

function gvkOf({ group, version: name, kind }: Resource): object {
  return { group, version: name, kind };
}

function pathsOf(resource: Resource): [string, object][] {
  const { group, plural, namespaced } = resource;
  const list = `/${group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  const gvk = { 'x-kubernetes-group-version-kind': gvkOf(resource) };
  const body = { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${kindName(resource)}` } } } };
  const responses = { 200: { description: 'OK' } };
  return [
    [list, {
      get: { 'x-kubernetes-action': 'list', ...gvk, responses },
      post: { 'x-kubernetes-action': 'post', ...gvk, parameters: [validation], requestBody: body, responses },
    }],
    [`${list}/{name}`, {
      get: { 'x-kubernetes-action': 'get', ...gvk, responses },
      patch: { 'x-kubernetes-action': 'patch', ...gvk, parameters: [validation], responses },
    }],
  ];
}

/** A custom kind has its group's name, turned round, as in `io.strimzi.kafka.v1beta2.Kafka`. */
function kindName(resource: Resource): string {
  if (!customKindOf(resource)) return definitionName(resource.kind);
  return [...resource.group.split('.').reverse(), resource.version, resource.kind].join('.');
}

function addDefinitions(resource: Resource, schemas: Map<string, Schema>): void {
  const custom = customKindOf(resource);
  const gvk = { 'x-kubernetes-group-version-kind': [gvkOf(resource)] };
  const waiting = custom ? ['ObjectMeta'] : mentionedBy(resource.kind);
  schemas.set(kindName(resource), custom ? { ...customDefinition(custom.structure), ...gvk } : { ...definitionOf(resource.kind), ...gvk });
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    const name = definitionName(type);
    if (schemas.has(name)) continue;
    schemas.set(name, definitionOf(type));
    waiting.push(...mentionedBy(type));
  }
}

function customDefinition(structure: Structure): Schema {
  return {
    ...structure,
    properties: {
      apiVersion: { type: 'string', description: 'Group and version of the kind.' }, kind: { type: 'string', description: 'What the object is.' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${definitionName('ObjectMeta')}` }], description: 'Name, labels and what else every object has.' },
      ...structure.properties,
    },
  };
}
