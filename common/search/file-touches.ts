/** The files and make targets that commands name. */
import type { Words } from './redis-touches.ts';
import type { Touch } from './touch.ts';

/** Commands whose arguments are files, and how many of them come before the first. */
const tools: Readonly<Record<string, number>> = {
  cat: 0, nano: 0, vi: 0, vim: 0, emacs: 0, less: 0, more: 0, head: 0, tail: 0, tee: 0, touch: 0, cp: 0, mv: 0, rm: 0, diff: 0, source: 0, '.': 0, wc: 0, sort: 0,
  chmod: 1, chown: 1, grep: 1, egrep: 1, sed: 1, awk: 1, jq: 1, yq: 1,
};
/** Options that bring what would else be the first argument, or a value of their own. */
const bringing = ['-e', '-f', '--expression', '--regexp', '--file'];
const valued = [...bringing, '-n', '-c', '-A', '-B', '-C', '-m', '-k', '-t'];
const mostFiles = 48;

/** Takes a command's name, its arguments and where it runs; gives the files and make targets it touches. */
export function fileTouches(name: string, words: Words, folders: readonly string[]): Touch[] {
  if (name === 'make') return makeTouches(words, folders);
  const files = name === 'git' ? gitFiles(words) : Object.hasOwn(tools, name) ? argumentsOf(words, tools[name] ?? 0, name === 'sed' || /grep$/.test(name)) : [];
  return underFolder(folders, files.filter(isPath)).map((path) => ({ kind: 'file', name: path }));
}

/** Takes folders, from the workspace's own, and what is under them; gives each path under each, as short as it can be said. */
export function underFolder(folders: readonly string[], paths: readonly string[]): string[] {
  return paths.flatMap((path) => folders.map((folder) => settle(path.startsWith('/') || path.startsWith('~') || folder === '' ? path : `${folder}/${path}`))).slice(0, mostFiles);
}

function settle(path: string): string {
  const parts: string[] = [];
  for (const part of path.replace(/^\/workspace(?=\/|$)\/?/, '').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && (part !== '' || (parts.length === 0 && path.startsWith('/') && !path.startsWith('/workspace')))) parts.push(part);
  }
  return parts.join('/');
}

function argumentsOf(words: Words, before: number, takesPattern: boolean): string[] {
  const found: (readonly string[])[] = [];
  let brought = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? [];
    const first = word[0] ?? '';
    if (first.startsWith('-') && first !== '-') {
      if (takesPattern && bringing.includes(first)) brought = true;
      // `sed -n` and `grep -n` take no value, `head -n 5` does.
      if (valued.includes(first) && !(takesPattern && ['-n', '-c'].includes(first))) at += 1;
    } else {
      found.push(word);
    }
  }
  return found.slice(brought ? 0 : before).flat();
}

function gitFiles(words: Words): string[] {
  const end = words.findIndex((values) => values[0] === '--');
  if (end !== -1) return words.slice(end + 1).flat();
  return words[0]?.[0] === 'add' ? words.slice(1).flat().filter((path) => !path.startsWith('-')) : [];
}

function makeTouches(words: Words, folders: readonly string[]): Touch[] {
  const at = words.findIndex((values) => values[0] === '-C' || values[0] === '--directory');
  const here = at === -1 ? folders : underFolder(folders, words[at + 1] ?? []);
  const found: Touch[] = [];
  for (const values of words.filter((_, index) => at === -1 || (index !== at && index !== at + 1))) {
    for (const value of values) {
      const given = /^\w+=(.*)$/.exec(value)?.[1];
      if (given !== undefined) found.push(...underFolder(here, isPath(given) ? [given] : []).map((name) => ({ kind: 'file' as const, name })));
      else if (!value.startsWith('-')) found.push({ kind: 'make', name: value });
    }
  }
  return found;
}

/** A path has a folder or an ending; what `*` stands for is not known. */
function isPath(text: string): boolean {
  return /^[\w.~/@+-]+$/.test(text) && /\/|\.[A-Za-z]\w{0,9}$/.test(text) && !/^\/(dev|proc)\//.test(text) && !text.startsWith('-');
}
