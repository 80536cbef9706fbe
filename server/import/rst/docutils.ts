/**
 * Asks docutils, the reference implementation of reStructuredText, for a page's tree. It runs in a process of its own, with
 * an end to its time, its memory and its answer; the page is on its standard input and it opens no file.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Unreadable } from '../unreadable.ts';
import type { RstNode } from './tree.ts';

const script = fileURLToPath(new URL('./docutils-tree.py', import.meta.url));
const most = { milliseconds: 40_000, bytes: 256 * 1024 * 1024 } as const;
/** Debian's own first: the package `python3-docutils` belongs to it. */
const interpreters = ['/usr/bin/python3', 'python3'] as const;
const missing = 'python3-docutils is missing, which reads reStructuredText. Install it: apt-get install python3-docutils';

/** Takes a page's text; gives its tree and docutils' own messages. Throws `Unreadable` when there is none. */
export function readRst(text: string): RstNode & { problems?: readonly RstNode[] } {
  for (const python of interpreters) {
    const { error, status, signal, stdout, stderr } = spawnSync(python, ['-I', '-W', 'ignore', script], {
      input: text, timeout: most.milliseconds, killSignal: 'SIGKILL', maxBuffer: most.bytes, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    });
    if (status === 0) return JSON.parse(stdout) as RstNode;
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' || stderr.includes('ModuleNotFoundError')) continue;
    throw new Unreadable(why(signal, stderr));
  }
  throw new Unreadable(missing);
}

function why(signal: NodeJS.Signals | null, stderr: string): string {
  if (signal !== null) return 'docutils was stopped: the page takes too much time or memory. Divide it.';
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  return `docutils cannot read the page: ${last === '' ? 'it ended without a word' : last}. Simplify or divide it.`;
}
