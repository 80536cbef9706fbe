/**
 * What carries from step to step in a workspace: the directory and the exported variables, nothing else. Variables that
 * change what a command means never carry, so that what is shown is what runs. Purely; values are bytes, held as latin-1
 * text, since a variable need not be UTF-8.
 */
export interface ShellState {
  directory: string;
  variables: Readonly<Record<string, string>>;
}

export const maxStateBytes = 256 * 1024;
const maxValueBytes = 64 * 1024;

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names that stay behind: they decide which program runs, how it reads its input, or where it goes. */
const leftBehind: readonly RegExp[] = [
  // the shell's own, and those that change how it reads a script
  /^(_|PWD|OLDPWD|SHLVL|PPID|UID|EUID|SHELL|SHELLOPTS|BASHOPTS|IFS|PATH|CDPATH|ENV|GLOBIGNORE|FIGNORE|PS[0-4]|PROMPT_COMMAND|PROMPT_DIRTRIM|EXECIGNORE|POSIXLY_CORRECT|TIMEFORMAT|FUNCNEST|HOSTFILE|INPUTRC|MAILCHECK|MAIL|MAILPATH|OPTERR|OPTIND|REPLY)$/,
  /^(BASH|COMP|HIST|READLINE)/,
  // the loader and the C library
  /^(LD_|DYLD_|MALLOC_|GLIBC_|GCONV_|LOCPATH$|NLSPATH$|RES_OPTIONS$|HOSTALIASES$|LOCALDOMAIN$)/,
  // who and where one is, and the terminal: given afresh to each run
  /^(HOME|USER|LOGNAME|HOSTNAME|TERM|TERMINFO.*|TERMCAP|COLORTERM|LINES|COLUMNS|TMPDIR|XDG_.*)$/,
  // make
  /^(MAKE.*|MFLAGS|GNUMAKEFLAGS)$/,
  // kubectl, redis-cli, git, curl
  /^(KUBE.*|REDISCLI_.*|GIT_.*|SSH_.*|CURL_.*|DOCKER_.*|SSL_.*)$/,
  // proxies, in either case
  /^(https?|ftp|all|no|rsync)_proxy$/i,
  // interpreters
  /^(PYTHON|PERL|RUBY|NODE_|NPM_|LUA_|GO(FLAGS|ROOT|PATH|PROXY|DEBUG)|JAVA_|JDK_|_JAVA)/i,
  // programs that other programs start
  /^(EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|LESS.*|SUDO_.*|SYSTEMD_.*|AWKPATH|AWKLIBPATH|TAR_OPTIONS|GREP_OPTIONS|GZIP|CC|CXX|AR|AS|CPP|RM)$/,
];

/** Takes a variable's name; tells whether it carries to the next step. */
export function carries(name: string): boolean {
  return variableName.test(name) && !leftBehind.some((pattern) => pattern.test(name));
}

/**
 * Takes what the shell wrote at its end (the directory and a newline, then NAME=value, each ended by a NUL byte), the
 * state before, and the names of the run's parameters; gives the state after, or null when it is none or too big.
 * Parameters never carry: their names keep the values they had before.
 */
export function readState(written: Uint8Array, before: ShellState, parameters: readonly string[]): ShellState | null {
  if (written.length > maxStateBytes || written.length === 0 || written.at(-1) !== 0) return null;
  const [first = '', ...rest] = Buffer.from(written.buffer, written.byteOffset, written.length - 1).toString('latin1').split('\0');
  const directory = first.replace(/\n$/, '');
  if (!directory.startsWith('/')) return null;
  // No plain object while it grows: a step may export `__proto__`.
  const variables = new Map<string, string>();
  for (const entry of rest) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    if (at > 0 && carries(name) && !parameters.includes(name) && entry.length - at <= maxValueBytes) variables.set(name, entry.slice(at + 1));
  }
  for (const name of parameters) {
    const kept = Object.hasOwn(before.variables, name) ? before.variables[name] : undefined;
    if (kept !== undefined) variables.set(name, kept);
  }
  return { directory, variables: Object.fromEntries(variables) };
}

/** Takes anything read from disk; gives the state it spells, or null. */
export function parseState(text: string): ShellState | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('directory' in value) || !('variables' in value)) return null;
    const { directory, variables } = value;
    if (typeof directory !== 'string' || !directory.startsWith('/') || typeof variables !== 'object' || variables === null) return null;
    const kept = Object.entries(variables).filter((entry): entry is [string, string] => carries(entry[0]) && typeof entry[1] === 'string');
    return { directory, variables: Object.fromEntries(kept) };
  } catch {
    return null;
  }
}

/** Takes latin-1 text; gives one shell word that stands for just these bytes. NUL has no such word and is left out. */
export function quoteWord(latin1: string): string {
  return `'${latin1.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

/** Takes text; gives its UTF-8 bytes as latin-1 text. A lone surrogate U+DC80 to U+DCFF stands for the byte it ends in. */
export function latin1Of(text: string): string {
  return text.split(/([\udc80-\udcff])/).map((part) => {
    const code = part.charCodeAt(0);
    return part.length === 1 && code >= 0xdc80 && code <= 0xdcff ? String.fromCharCode(code - 0xdc00) : Buffer.from(part, 'utf8').toString('latin1');
  }).join('');
}
