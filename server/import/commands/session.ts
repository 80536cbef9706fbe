/** Lines below `ssh host` or `sudo -i` in one block: they are typed into the shell that it opened, and run nowhere else. */
import { readShell } from '../../../common/catalog/shell.ts';
import type { Piece } from './block.ts';
import { isTypedInto } from './typed-into.ts';
import { innermost, wordsOf } from './unwrap.ts';

type Step = Piece & { kind: 'step' };

const shells = new Set(['ssh', 'su', 'sudo', 'doas', 'bash', 'sh', 'zsh', 'chroot', 'nsenter', 'kubectl', 'oc', 'gcloud', 'aws', 'tsh', 'vagrant', 'machinectl', 'lxc', 'incus', 'pct', 'multipass', 'fly', 'flyctl', 'heroku', 'toolbox']);
const leaves = /^(?:exit|logout|\^D|\\q|quit)\b/;

/** Takes one command of bash; tells whether it opens a shell, here or elsewhere, that waits for commands. */
export function opensShell(source: string): boolean {
  const shell = source.replace(/<[^<>\n]{1,80}>/g, 'placeholder');
  const { commands, problems } = readShell(shell);
  const last = commands.at(-1);
  if (problems.length > 0 || last === undefined || commands.length > 4 || /<<|<\s*\S/.test(shell)) return false;
  return innermost(wordsOf(last)).some((words) => shells.has(words[0]?.split('/').at(-1) ?? '') && words[1] !== 'edit' && isTypedInto(words, false));
}

/** Takes a block's pieces; gives them with what is typed into an opened shell kept at the step that opens it. */
export function withSessions(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let open: Step | null = null;
  for (const piece of pieces) {
    if (open !== null && piece.kind === 'step' && !isAnother(open, piece)) {
      if (leaves.test(piece.source)) open = null;
      else out.splice(out.indexOf(open), 1, open = typed(open, piece));
      continue;
    }
    if (open !== null && piece.kind === 'prose') {
      out.splice(out.indexOf(open), 1, open = remarked(open, piece.text.split('\n')));
      continue;
    }
    out.push(piece);
    if (piece.kind === 'step') open = opensShell(piece.source) ? { ...piece } : null;
    if (open !== null) out.splice(-1, 1, open);
  }
  return out;
}

/** `ssh a` and `ssh b` below each other are two doors, not one behind the other. */
function isAnother(open: Step, { source }: Step): boolean {
  return open.source.split(/\s/)[0] === source.split(/\s/)[0] && opensShell(source) && !/^(?:sudo|su)\b/.test(source);
}

function typed(open: Step, piece: Step): Step {
  return { ...remarked(open, [...piece.comment, ...piece.source.split('\n')]), inside: [...open.inside, piece] };
}

function remarked(open: Step, lines: readonly string[]): Step {
  const begun = open.inside.length > 0 || open.source.includes('\n# ') ? open.source : `${open.source}\n# In the shell that this opens:`;
  return { ...open, source: [begun, ...lines.map((line) => `#   ${line}`)].join('\n') };
}
