/**
 * Keeps a catalog and the findings of a folder of runbooks true while somebody edits it. The catalog comes first, so that
 * steps can be run; lint follows, first of what has changed, then, in a quiet moment, of the rest, whose links may lead there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { DevFinding } from '../../common/dev-report.ts';
import { compileRules, type Problem } from '../../common/catalog/problem.ts';
import { visibleLine } from '../../common/catalog/visible.ts';
import { createCompiler } from '../catalog/compile.ts';
import { lintFolder } from '../catalog/lint/lint-folder.ts';
import { writeCatalog } from '../catalog/write.ts';

export interface Checked {
  runbooks: number;
  findings: Record<string, DevFinding[]>;
}

const longestMessage = 1_000;
/** Lint tells these too, but later. */
const ofCompiler: ReadonlySet<string> = new Set(compileRules);

export class Checker {
  readonly #folder: string;
  readonly #root: string;
  readonly #catalog: string;
  readonly #compile: ReturnType<typeof createCompiler>;
  #texts = new Map<string, string>();
  #linted = new Map<string, DevFinding[]>();
  #problems = new Map<string, DevFinding[]>();
  #written = '';

  /** Takes the folder of runbooks, the site’s folder, and where the catalog is written. */
  constructor(folder: string, root: string, catalog: string) {
    this.#folder = folder;
    this.#root = root;
    this.#catalog = catalog;
    this.#compile = createCompiler(folder, root);
  }

  /** Compiles what has changed and writes the catalog where that makes it another; gives what is known now. Throws when the folder cannot be read. */
  async compile(): Promise<Checked> {
    const { catalog, problems } = await this.#compile();
    this.#problems = byRunbook(problems.map((problem) => ({ ...told(this.#root, problem), severity: 'problem' as const })));
    const written = JSON.stringify([catalog, problems]);
    if (written !== this.#written) await writeCatalog(this.#catalog, catalog, problems);
    this.#written = written;
    return this.#now(catalog.runbooks.length + (catalog.broken?.length ?? 0));
  }

  /** Lints the files that have changed since, or all of them; gives what is known now. */
  async lint(all: boolean): Promise<Checked> {
    const texts = await this.#read();
    const changed = [...texts].filter(([path, text]) => all || this.#texts.get(path) !== text).map(([path]) => path);
    this.#texts = texts;
    const { findings } = await lintFolder(this.#folder, { root: this.#root, only: changed });
    const found = byRunbook(findings.filter(({ severity, rule }) => severity !== 'gap' && !ofCompiler.has(rule)).map((finding) => ({ ...told(this.#root, finding), severity: finding.severity })));
    for (const path of changed) this.#linted.set(idOf(path), found.get(idOf(path)) ?? []);
    const there = new Set([...texts.keys()].map(idOf));
    for (const id of this.#linted.keys()) if (!there.has(id)) this.#linted.delete(id);
    return this.#now(texts.size);
  }

  /** What is known: problems of the newest text, and what lint said of its last look. A broken runbook has its problems only. */
  #now(runbooks: number): Checked {
    const ids = new Set([...this.#problems.keys(), ...this.#linted.keys()]);
    const findings = [...ids].sort().map((id) => [id, this.#problems.get(id) ?? this.#linted.get(id) ?? []] as const);
    return { runbooks, findings: Object.fromEntries(findings.filter(([, its]) => its.length > 0)) };
  }

  async #read(): Promise<Map<string, string>> {
    const names = (await readdir(this.#folder, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name.endsWith('.mdx') && !entry.name.startsWith('_'));
    const texts = await Promise.all(names.map(async ({ name }) => [join(this.#folder, name), await readFile(join(this.#folder, name), 'latin1').catch(() => '')] as const));
    return new Map(texts);
  }
}

function byRunbook(findings: readonly DevFinding[]): Map<string, DevFinding[]> {
  return Map.groupBy(findings, ({ file }) => idOf(file));
}

function idOf(file: string): string {
  return basename(file).replace(/\.mdx?$/, '');
}

/** Places are told from where the author is. */
function told(root: string, { file, line, column, message, rule }: Problem): Omit<DevFinding, 'severity'> {
  return { file: visibleLine(relative(process.cwd(), resolve(root, file)), longestMessage), line, column, message: visibleLine(message, longestMessage), rule };
}
