/** Marks of a step that its commands ask for: typed into, going on for ever, healthy when nothing is found. */
import { wantsTerminal } from '../../../common/catalog/effect-check/shell-effect.ts';
import { readShell } from '../../../common/catalog/shell.ts';
import { isEndless } from './endless.ts';
import { isTypedInto } from './typed-into.ts';
import { innermost, wordsOf } from './unwrap.ts';

export interface Marks {
  interactive: boolean;
  background: boolean;
  /** nothing found ends with status 1, and is healthy */
  emptyIsHealthy: boolean;
}

const searchers = new Set(['grep', 'egrep', 'fgrep', 'zgrep', 'rg', 'ag', 'pgrep', 'diff', 'cmp']);

/** Takes valid bash; gives its marks. */
export function marksOf(source: string): Marks {
  const shell = source.replace(/^\s*#.*$/gm, '');
  const { commands } = readShell(shell);
  const outer = commands.map(wordsOf);
  const all = [...outer, ...outer.flatMap((words) => innermost(words))];
  const background = all.some(isEndless);
  const interactive = !background && (commands.some(wantsTerminal) || all.some((words) => isTypedInto(words, isFed(shell, outer.length))));
  const last = innermost(outer.at(-1) ?? []).at(-1) ?? [];
  const finds = searchers.has(last[0] ?? '') && !/\|\|/.test(shell);
  return { interactive, background, emptyIsHealthy: finds || last[0] === 'kubectl' && last[1] === 'diff' };
}

/** Something is typed into the command already: from a pipe, a file or the text below it. */
function isFed(source: string, commands: number): boolean {
  return commands > 1 && /\|\s*(?:sudo\s+)?(?:\w+-)*\w+[^|]*$/.test(source) || /<<|<\s*\S/.test(source);
}
