/** Mends a runbook's file: fixes are applied until none is left, and the whole is written in one move or not at all. */
import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { RunbookFile } from '../../../common/catalog/compile.ts';
import { applyFixes } from './edits.ts';
import { findingsOf, readFile as readRunbook, type ReadFile } from './engine.ts';
import type { Finding } from './finding.ts';
import { siteOf, type Site } from './site.ts';

/** A fix may make room for another; more rounds than this mend nothing more. */
const mostRounds = 10;

/**
 * Takes a runbook, what was read of it and its site; gives its bytes with all fixes applied (of some rules only, when
 * they are named), and how many were. Pure.
 */
export function fixed(file: RunbookFile, read: ReadFile, site: Site, rules?: readonly string[]): { bytes: Uint8Array; applied: number } {
  let bytes = file.bytes;
  let applied = 0;
  let findings = findingsOf(read, site, []);
  for (let round = 0; round < mostRounds; round += 1) {
    const fixes = findings.flatMap(({ fix, rule }) => (fix && (rules?.includes(rule) ?? true) ? [fix] : []));
    if (fixes.length === 0) break;
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const next = applyFixes(text, fixes);
    const after = new TextEncoder().encode(next.text);
    const left = lint({ ...file, bytes: after }, site);
    // Mending one thing must not break another.
    if (errorsIn(left) > errorsIn(findings)) break;
    bytes = after;
    applied += next.applied;
    findings = left;
  }
  return { bytes, applied };
}

function lint(file: RunbookFile, site: Site): Finding[] {
  const read = readRunbook(file);
  const pages = read.page ? site.pages.map((page) => (page.file === file.file ? read.page ?? page : page)) : site.pages;
  return findingsOf(read, siteOf({ ...site, pages }), []);
}

function errorsIn(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

/**
 * Takes a path, the bytes that were read from it and those to write; replaces the file in one move, its mode kept.
 * Gives false, and writes nothing, when somebody else has changed it since. Throws when it is a link, or cannot be written.
 */
export async function replaceFile(path: string, before: Uint8Array, after: Uint8Array): Promise<boolean> {
  const seen = lstatSync(path);
  if (!seen.isFile()) throw new Error(`${path} is a link, not a file. Mend the file it leads to.`);
  const draft = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(draft, after, { flag: 'wx', mode: seen.mode & 0o7777 });
    await chmod(draft, seen.mode & 0o7777);
    if (!Buffer.from(before).equals(await readFile(path))) return false;
    await rename(draft, path);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}
