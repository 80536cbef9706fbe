/**
 * JSON Schemas of what authors write, made from the very shapes that check it, so that editors complete and check as one types.
 * Draft 7, which every editor's YAML support reads: https://json-schema.org/draft-07
 */
import { z } from 'zod';
import { effects } from './effect.ts';
import { stepKeys } from './fence.ts';
import { parameterName } from './parameter.ts';
import { practiceScript } from './practice-script.ts';
import { frontMatter } from './runbook.ts';
import { languages, stepId } from './step.ts';

export type JsonSchema = Record<string, unknown>;

/** What an author would write, by the path of the key; shown where an editor completes. */
const examples: Readonly<Record<string, readonly unknown[]>> = {
  'title': ['Prompt Redis'], 'service': ['prompt-redis'], 'description': ['Look after the streams that tell workers what to do.'],
  'audience': ['Operators on shift.'], 'owners': [['Prompt Processing team']], 'slack': [['#dm-prompt-processing']],
  'reviewed': ['2026-11-21'], 'reviewEvery': [180], 'environments': [['practice']],
  'targets': [{ dev: { title: 'Development', context: 'dev-cluster' }, prod: { title: 'Production', context: 'prod-cluster', production: true, window: { from: '09:00', to: '17:00', zone: 'America/Santiago' } } }],
  'redis': [{ pod: 'prompt-redis-0', namespace: 'prompt-redis' }, { endpoint: 'redis.example.org:6379' }],
  'parameters': [{ POD: { type: 'name', title: 'Pod', default: 'cache-0', source: { from: 'pods', namespace: 'cache' } }, INSTRUMENT: { type: 'choice', choices: ['hsc', 'latiss'], default: 'hsc' } }],
  'formerly': [['redis-for-prompt-processing']], 'aliases': [{ 'make-streams': 'create-streams' }], 'gone': [{ 'restart-by-hand': 'The operator restarts it.' }],
  'sections': [['Troubleshooting']], 'slug': ['prompt-redis'], 'sidebar_position': [1], 'sidebar_label': ['Redis'],
};
const described: Readonly<Record<string, string>> = {
  parameters: 'What the reader fills in, by the name of the variable it becomes: upper case, like POD.',
  slug: 'The runbook’s address: its file’s name, or left out.',
  sidebar_position: 'Where it stands among the others, from 1.',
  sidebar_label: 'What it is called there, when its title is too long.',
};

/** Gives the schema of a runbook's front matter. */
export function frontMatterSchema(): JsonSchema {
  const schema = fromShape(frontMatter, 'Front matter of a runbook');
  const properties = schema['properties'] as Record<string, JsonSchema>;
  for (const [key, property] of Object.entries(properties)) {
    property['description'] ??= described[key];
    if (examples[key]) property['examples'] = examples[key];
  }
  const parameters = properties['parameters'] as JsonSchema;
  parameters['propertyNames'] = { pattern: parameterName.source };
  return schema;
}

/** Gives the schema of a practice script, `runbooks/<id>.practice.yaml`. */
export function practiceSchema(): JsonSchema {
  return fromShape(practiceScript, 'Practice script of a runbook');
}

/** Takes a shape and what it is of; gives its schema, as an author writes it: what has a default may be left out. */
export function fromShape(shape: z.ZodType, title: string): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return { $schema, title, ...schema };
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+`;
const id = stepId.source.slice(1, -1);
const name = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const list = (one: string): string => `^${one}(?: *, *${one})*$`;
const status = '(?:[01]?\\d{1,2}|2[0-4]\\d|25[0-5])';

/** What each key's value may be, beyond the words of `stepKeys`. */
const values: Readonly<Record<keyof typeof stepKeys, JsonSchema>> = {
  run: { pattern: stepId.source, examples: ['check-pods'] },
  effect: { enum: effects },
  title: { minLength: 1, examples: ['Is it there?'] },
  expect: { minLength: 1, examples: ['1/1 … Running'] },
  exit: { pattern: list(status), examples: ['0,1'], default: '0' },
  needs: { pattern: list(id), examples: ['ping,backup'] },
  only: { pattern: list(name), examples: ['prod'] },
  timeout: { pattern: '^\\d{1,6}[smh]?$', examples: ['90s', '10m', '2h'] },
  interactive: { enum: ['', 'true'] },
  background: { enum: ['', 'true'] },
  confirm: { minLength: 1, examples: ['delete the stream'] },
  mask: { minLength: 1, format: 'regex', examples: ['hvs\\.\\S+'] },
};

/**
 * Gives the schema of what stands behind a fence, as an object of its keys and values, a bare key having the empty value.
 * `grammar` says how such an object is written.
 */
export function fenceSchema(): JsonSchema {
  const keys = Object.entries(values).map(([key, value]) => [key, { type: 'string', description: `${stepKeys[key as keyof typeof stepKeys]}.`, ...value }] as const);
  const properties = Object.fromEntries(keys);
  const file = { type: 'string', description: 'the path that is written, inside the workspace.', pattern: '^(?:\\w[\\w.-]*/)*\\w[\\w.-]*$', examples: ['job.yaml'] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Metadata of a step, behind the language of a fenced block',
    grammar: {
      line: '<language> (<white space> <word>)*',
      word: '<key> | <key>=<value>',
      key: '[a-z][a-z0-9_-]*',
      value: quoted,
      notes: ['In double quotes `\\"` and `\\\\` are escapes; in single quotes nothing is.', 'A key alone has the empty value.', 'No key stands twice.', 'Lists have commas between.'],
    },
    oneOf: [
      {
        title: 'A step that runs', type: 'object', required: ['run', 'effect'], additionalProperties: false,
        properties: { language: { enum: languages, description: 'stands first, without a key.' }, ...properties },
      },
      {
        title: 'A step that writes a file', type: 'object', required: ['file'], additionalProperties: false,
        properties: { language: { type: 'string', description: 'stands first, without a key.' }, file, run: properties['run'], title: properties['title'] },
      },
    ],
  };
}
