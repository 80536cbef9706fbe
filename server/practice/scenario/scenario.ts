/**
 * Scenarios: something is broken in a world, and a trainee finds and repairs it. Each is a folder with `scenario.yaml`, the
 * script that breaks it, the script that tells whether it is repaired (status 0) or what is still wrong, and `repair.sh`,
 * the runbook's own way, which only tests run.
 */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

const line = z.string().trim().min(1, 'must not be empty').max(300, 'must be short: at most 300 characters');
const text = z.string().trim().min(1, 'must not be empty').max(4000, 'must be at most 4000 characters');

const described = z.strictObject({
  title: line.describe('what the scenario is called'),
  service: line.describe('the service it is about'),
  symptom: line.describe('what somebody notices first'),
  story: text.describe('what happened, as far as one is told'),
  runbook: z.string().regex(/^[a-z0-9-]+(#[a-z0-9-]+)?$/, 'must be a runbook, and after # the procedure, such as `prompt-redis#restarting-redis`'),
  hints: z.array(text).min(1, 'must have at least one hint').max(8, 'must have at most 8 hints'),
  minutes: z.int().min(1).max(120).describe('how long it may take'),
});

export interface Scenario extends z.infer<typeof described> {
  id: string;
  folder: string;
}

/** Scripts every scenario has. */
export const scripts = ['break.sh', 'check.sh', 'repair.sh'] as const;
/** Names a run's own files have where scripts find theirs. */
const taken = ['main', 'kubeconfig', 'state', 'authority', 'gitconfig'];
const largestFile = 256 * 1024;
const mostFiles = 50;

/** Takes a folder of scenarios; gives them by id, in order, and every mistake in them with its place. One with a mistake is left out. */
export function loadScenarios(folder: string): { scenarios: ReadonlyMap<string, Scenario>; mistakes: string[] } {
  const scenarios = new Map<string, Scenario>();
  const mistakes: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    const found = loadScenario(folder, entry.name);
    mistakes.push(...found.mistakes);
    if (found.scenario !== null) scenarios.set(entry.name, found.scenario);
  }
  return { scenarios, mistakes };
}

function loadScenario(parent: string, id: string): { scenario: Scenario | null; mistakes: string[] } {
  const folder = join(parent, id);
  const mistakes: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id.length > 60) mistakes.push(`${id}: must be a name of lower-case letters, digits and “-”`);
  const files = readdirSync(folder);
  if (files.length > mostFiles) mistakes.push(`${id}: has more than ${mostFiles} files`);
  for (const name of scripts) {
    if (!files.includes(name)) mistakes.push(`${id}/${name}: is missing`);
  }
  for (const name of files) {
    const found = lstatSync(join(folder, name));
    if (taken.includes(name)) mistakes.push(`${id}/${name}: this name is taken. Call the file something else`);
    if (!found.isFile()) mistakes.push(`${id}/${name}: must be a plain file`);
    else if (found.size > largestFile) mistakes.push(`${id}/${name}: must be at most ${largestFile} bytes`);
  }
  if (!files.includes('scenario.yaml')) return { scenario: null, mistakes: [...mistakes, `${id}/scenario.yaml: is missing`] };
  const parsed = parseScenario(readFileSync(join(folder, 'scenario.yaml'), 'utf8'), `${id}/scenario.yaml`);
  mistakes.push(...parsed.mistakes);
  return { scenario: parsed.scenario === null || mistakes.length > 0 ? null : { ...parsed.scenario, id, folder }, mistakes };
}

/** Takes the text of a scenario.yaml and its name for messages; gives what it says, or every mistake with line and column. Pure. */
export function parseScenario(source: string, name: string): { scenario: z.infer<typeof described> | null; mistakes: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false });
  const at = (offset: number): string => {
    const { line: row, col } = lines.linePos(offset);
    return `${name}:${row}:${col}`;
  };
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) => `${at(pos[0])}: ${message}`);
  if (broken.length > 0) return { scenario: null, mistakes: broken };
  const checked = described.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (checked.success) return { scenario: checked.data, mistakes: [] };
  const mistakes = checked.error.issues.map((issue) => {
    const place = issue.path.map(String).join('.');
    const why = issue.code === 'unrecognized_keys' ? `there is no key ${issue.keys.join(', ')}; there are ${Object.keys(described.shape).join(', ')}` : issue.message;
    return `${at(offsetOf(document, issue.path))}: ${place === '' ? '' : `${place}: `}${why}`;
  });
  return { scenario: null, mistakes };
}

/** Where the value at a path begins; that of its nearest ancestor when the value is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}
