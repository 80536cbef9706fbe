/**
 * Which of the variables that carry from step to step are secrets, and which secrets a home folder holds; purely. Variables are
 * latin-1 text, a character a byte, as in shell-state.ts; what is to be hidden is ordinary text.
 */
import { isSecretVariable, maskSecrets } from '../../../common/secret-text.ts';
import { canBeHidden } from '../redact/secret-spellings.ts';
import type { ShellState } from './shell-state.ts';

export type Variables = ShellState['variables'];

/** Takes exported variables and what masks found so far; gives those that may be on a disk, and those that must not. */
export function splitVariables(variables: Variables, found: Iterable<string>): { plain: Variables; secret: Variables } {
  const known = [...found];
  const isSecret = ([name, latin1]: [string, string]) => {
    const value = textOf(latin1);
    return isSecretVariable(name, value) || known.some((secret) => value.includes(secret));
  };
  const entries = Object.entries(variables);
  return { plain: Object.fromEntries(entries.filter((entry) => !isSecret(entry))), secret: Object.fromEntries(entries.filter(isSecret)) };
}

/** Names whose values are hidden in output. Narrower than what is kept off the disk: a wrongly hidden word makes output unreadable. */
const hiddenName = /token|secret|passw(?:or)?d|passphrase|api_?key|access_?key|private_?key|signing_?key|credential|_pw$|^pgpass/i;
/** They say where a secret is, or which, not what it is. */
const pointer = /(?:name|path|file|dir|url|addr|address|host|port|ttl|method|type|user|mount|version)s?$/i;
/** A password in an address: RFC 3986, section 3.2.1. */
const inAddress = /:\/\/[^\s:/@]*:([^\s/@]+)@/g;

/** Takes variables that are secrets; gives the values to hide in output. */
export function valuesToHide(variables: Variables): string[] {
  return Object.entries(variables).flatMap(([name, latin1]) => {
    const value = textOf(latin1);
    const passwords = [...value.matchAll(inAddress)].map(([, password = '']) => password);
    const isWhole = (hiddenName.test(name) && !pointer.test(name)) || (passwords.length === 0 && maskSecrets(value) !== value);
    return [...(isWhole ? [value] : []), ...passwords];
  }).filter(canBeHidden);
}

/** Files of a home folder in which programs keep what one logged in with, and how secrets stand in them. */
const keptIn: Readonly<Record<string, RegExp>> = {
  '.vault-token': /^\s*(\S+)\s*$/g,
  // machine NAME login NAME password WORD: man 5 netrc
  '.netrc': /\bpassword\s+(\S+)/g,
  // host:port:database:user:password: https://www.postgresql.org/docs/current/libpq-pgpass.html
  '.pgpass': /^(?:(?:[^:\\\n]|\\.)*:){4}(.+)$/gm,
  '.git-credentials': inAddress,
  '.my.cnf': /^\s*password\s*=\s*"?([^"\n]+)"?\s*$/gm,
};

export const secretFiles: readonly string[] = Object.keys(keptIn);
/** Of a file that holds more, only its beginning is looked at. */
export const mostSecretFileBytes = 16 * 1024;

/** Takes one of `secretFiles` and its text; gives the secrets in it. */
export function secretsIn(file: string, text: string): string[] {
  const pattern = keptIn[file];
  return pattern === undefined ? [] : [...text.matchAll(pattern)].map(([, secret = '']) => decoded(secret)).filter(canBeHidden);
}

function decoded(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    return secret;
  }
}

function textOf(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
