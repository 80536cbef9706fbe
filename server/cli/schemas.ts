/** The schemas there are, by the name they are asked for. */
import { fenceSchema, fromShape, frontMatterSchema, type JsonSchema, practiceSchema } from '../../common/catalog/schema.ts';
import { environmentsFile } from '../config/environments/schema.ts';

export interface Offered {
  /** what it is for, in a few words */
  of: string;
  make(): JsonSchema;
}

export const schemas: Readonly<Record<string, Offered>> = {
  'front-matter': { of: 'the front matter of a runbook', make: frontMatterSchema },
  'fence': { of: 'what stands behind the fence of a step', make: fenceSchema },
  'practice': { of: 'a practice script, runbooks/<name>.practice.yaml', make: practiceSchema },
  'environments': { of: 'environments.yaml', make: () => fromShape(environmentsFile, 'Where steps may run, and by which rules') },
};

/** Takes a schema's name; gives it as the text of its file. */
export function schemaText(name: string): string {
  return `${JSON.stringify(schemas[name]?.make(), null, 2)}\n`;
}
