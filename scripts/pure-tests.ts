/**
 * Which tests only compute. They can share one process, which loads what they test once for all of them: most of what hundreds of
 * small test files cost is loading. What starts processes, listens, or changes what others in its process see has one of its own.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Modules with which one reaches beyond one's own process, or makes another. */
const reaching = /^(?:node:(?:child_process|cluster|dgram|http2?|https|inspector|net|tls|worker_threads)|@lydell\/node-pty|playwright-core|ws)$/;
/** Ways to change what other tests of a process see: hooks at the top are everybody's there, and so are clocks and variables. */
const disturbing = /^(?:before|after|beforeEach|afterEach)\(|\bmock\b|\bprocess\.(?:chdir|umask|on|once|exitCode|exit)\b|\bprocess\.env(?:\.\w+|\[[^\]]+\]) = |\bglobalThis\.\w+ = |\bsetFlagsFromString\b|\bgc\(/m;
/** What a module imports when it runs; types are gone by then. */
const importing = /^(?:import|export) (?!type )(?:[^'";]*? from )?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Takes paths of test files; gives those that only compute. */
export function pureTests(files: readonly string[]): string[] {
  const known = new Map<string, boolean>();
  return files.filter((file) => !disturbing.test(readFileSync(file, 'utf8')) && !reaches(resolve(file), known));
}

/** Takes a module's path and what is known of others; tells whether it reaches beyond its process, itself or by what it imports. */
function reaches(path: string, known: Map<string, boolean>): boolean {
  const found = known.get(path);
  if (found !== undefined) return found;
  // Modules that import each other: what the first of them reaches by others is found on the way.
  known.set(path, false);
  const imports = [...readFileSync(path, 'utf8').matchAll(importing)].map(([, name = '', late]) => late ?? name);
  const answer = imports.some((name) => reaching.test(name) || (/^\.{1,2}\/.*\.ts$/.test(name) && reaches(resolve(dirname(path), name), known)));
  known.set(path, answer);
  return answer;
}
