/**
 * Makes the table of types, `models.json`, from the models of `@kubernetes/client-node`: field names, types, and which
 * fields are required. Run it after that package changed: `node server/practice/cluster/schema/generate.ts`. The
 * package itself is never loaded while Handrail runs: it takes 62 MB and most of a second.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addedLater, requiredBefore } from './release.ts';

interface Attribute { name: string; baseName: string; type: string; format: string }

/** The models the table begins with; whatever they mention comes with them. */
const roots = [
  'CoreV1Event', 'V1ClusterRole', 'V1ClusterRoleBinding', 'V1ConfigMap', 'V1ControllerRevision', 'V1CronJob', 'V1Deployment', 'V1EndpointSlice', 'V1Endpoints',
  'V1Ingress', 'V1Job', 'V1LimitRange', 'V1Namespace', 'V1NetworkPolicy', 'V1Node', 'V1PersistentVolume', 'V1PersistentVolumeClaim', 'V1Pod', 'V1ReplicaSet',
  'V1ResourceQuota', 'V1Role', 'V1RoleBinding', 'V1Secret', 'V1Service', 'V1ServiceAccount', 'V1StatefulSet', 'V1StorageClass',
];

/** The committed table. */
export const tableFile = join(import.meta.dirname, 'models.json');

const models = join(dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')), 'gen', 'models');

/** Gives the text of the table: a line for each type, a word `name:notation` for each field, `!` behind required ones. */
export async function makeTable(): Promise<string> {
  const types = new Map<string, string>();
  const waiting = [...roots];
  for (let model = waiting.pop(); model !== undefined; model = waiting.pop()) {
    const type = typeName(model);
    if (types.has(type)) continue;
    const fields = await fieldsOf(model, type);
    types.set(type, fields.map(({ word }) => word).join(' '));
    waiting.push(...fields.flatMap(({ mentions }) => mentions));
  }
  const lines = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map((line) => line.map((one) => JSON.stringify(one)).join(': '));
  return `{\n${lines.join(',\n')}\n}\n`;
}

async function fieldsOf(model: string, type: string): Promise<{ word: string; mentions: string[] }[]> {
  const module = await import(pathToFileURL(join(models, `${model}.js`)).href) as Record<string, { attributeTypeMap: Attribute[] }>;
  const declared = readFileSync(join(models, `${model}.d.ts`), 'utf8');
  const attributes = module[model]?.attributeTypeMap ?? [];
  return attributes.filter(({ baseName }) => !addedLater.has(`${type}.${baseName}`)).map(({ name, baseName, type: given, format }) => {
    const required = declared.includes(`'${name}': `) || requiredBefore.has(`${type}.${baseName}`);
    return { word: `${baseName}:${notation(given, format)}${required ? '!' : ''}`, mentions: given.match(/\b(?:V1|CoreV1|DiscoveryV1|RbacV1)\w+/g)?.filter(isModel) ?? [] };
  });
}

const isModel = (name: string) => name !== 'V1MicroTime';

/** Two groups have an EndpointPort: that of discovery keeps its group's name here, and only here. */
function typeName(model: string): string {
  return model.replace(/^DiscoveryV1/, 'Discovery').replace(/^(Core|Rbac)?V1/, '');
}

const values: Record<string, string> = {
  'string|': 'string', 'string|byte': 'bytes', 'boolean|': 'bool', 'number|int32': 'int32', 'number|int64': 'int64', 'number|double': 'double',
  'Date|date-time': 'time', 'V1MicroTime|date-time-micro': 'microTime', 'IntOrString|int-or-string': 'intOrString', 'any|': 'any',
};

function notation(type: string, format: string): string {
  const [, item] = /^Array<(.+)>$/.exec(type) ?? [];
  if (item !== undefined) return `[${notation(item, format)}]`;
  const [, entry] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? [];
  if (entry !== undefined) return `{${notation(entry, format)}}`;
  const value = values[`${type}|${format}`];
  if (value !== undefined) return value;
  if (/^(Core|Discovery|Rbac)?V1/.test(type)) return typeName(type);
  throw new Error(`The models have a type the table has no notation for: ${type} (${format}). Add it to \`values\` in generate.ts.`);
}

if (import.meta.main) writeFileSync(tableFile, await makeTable());
