/**
 * The files of https://github.com/slaclab/usdf-consdb-deploy as a world has them. The twelve overlays say the same but for
 * environment and instrument, so they are made from one template for each kind, and what is mended is mended in all of them.
 */
import { join } from 'node:path';
import { type Files, readFolder } from '../../repository/seed.ts';

/** A day on which each instrument took data, and the next. LSSTComCam was on the telescope in late 2024. */
const instruments = [
  { name: 'latiss', instrument: 'LATISS', day: '2025-10-01', nextDay: '2025-10-02' },
  { name: 'lsstcam', instrument: 'LSSTCam', day: '2025-10-01', nextDay: '2025-10-02' },
  { name: 'lsstcomcam', instrument: 'LSSTComCam', day: '2024-11-20', nextDay: '2024-11-21' },
] as const;

/** Environments, and the field of their Vault path that says where the database is. */
const environments = { dev: 'consdb-url-dev', prod: 'consdb-url' } as const;

export const overlays = Object.entries(environments).flatMap(([environment, consdb]) => instruments.flatMap((instrument) => (['job', 'cronjob'] as const).map((kind) => ({
  kind,
  folder: `kubernetes/overlays/${environment}/${instrument.name}-${kind}`,
  words: { ...instrument, consdb, namespace: `${environment}-${instrument.name}` } as Readonly<Record<string, string>>,
}))));

/** Gives the files by their paths in the repository. */
export function deployFiles(): Files {
  const files = readFolder(join(import.meta.dirname, 'tree'));
  for (const { kind, folder, words } of overlays) {
    for (const [path, template] of readFolder(join(import.meta.dirname, 'overlay', kind))) files.set(`${folder}/${path}`, fill(template, words));
  }
  return files;
}

function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? unknown(word));
}

function unknown(word: string): never {
  throw new Error(`a template asks for {{${word}}}, which no overlay has`);
}
