/** What a command runs in the end: behind `sudo`, `xargs` and their kind, `kubectl exec … --` and `bash -c '…'`. */
import { commandsIn, type Placed } from './shell-text.ts';
import { kubectlVerb, unwrap, wrappers } from '../../../common/catalog/effect-check/shell-effect.ts';

export interface InnerCommand {
  name: string;
  /** its arguments; null where one is known only as it runs */
  args: readonly (string | null)[];
  /** it reads from a pipe, a file or a here-document */
  fed: boolean;
  /** somebody else ends it: `timeout 10 …`, `… | head -1` */
  ended: boolean;
  /** it has a terminal, as `kubectl exec` gives one with `-t` only */
  terminal: boolean;
}

const shells = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh']);
const enders = new Set(['head', 'timeout', 'sed']);
const deepest = 5;

/** Takes a command as it stands; gives it and what it runs, the outermost first. */
export function innerCommands({ words, fed, into }: Placed): InnerCommand[] {
  return descend(words, { fed, ended: into.some((name) => enders.has(name)), terminal: true }, 0);
}

type Around = Pick<InnerCommand, 'fed' | 'ended' | 'terminal'>;

function descend(words: readonly (string | null)[], around: Around, depth: number): InnerCommand[] {
  const [first, ...args] = words;
  if (first === undefined || depth > deepest) return [];
  const name = first?.split('/').at(-1) ?? '';
  const here: InnerCommand = { name, args, ...around };
  if (Object.hasOwn(wrappers, name)) {
    const inside = { ...around, ended: around.ended || name === 'timeout', fed: around.fed || name === 'xargs' };
    return [here, ...descend(unwrap(name, args), inside, depth + 1)];
  }
  if (name === 'kubectl' && kubectlVerb(args) === 'exec') {
    const at = args.indexOf('--');
    const own = args.slice(0, at === -1 ? undefined : at);
    const inside = { ...around, terminal: own.some((word) => word !== null && (/^-\w*t\w*$/.test(word) || word === '--tty')) };
    return at === -1 ? [here] : [here, ...descend(args.slice(at + 1), inside, depth + 1)];
  }
  return shells.has(name) ? [here, ...scripted(args, around, depth)] : [here];
}

function scripted(args: readonly (string | null)[], around: Around, depth: number): InnerCommand[] {
  const at = args.findIndex((word) => word !== null && /^-\w*c$/.test(word));
  const script = at === -1 ? null : args[at + 1] ?? null;
  if (script === null) return [];
  return commandsIn(script).flatMap(({ words, fed, into }) =>
    descend(words, { ...around, fed: around.fed || fed, ended: around.ended || into.some((name) => enders.has(name)) }, depth + 1));
}
