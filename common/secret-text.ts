/** What looks like a secret in a text, purely: tokens by the form their makers give them, and values beside names that say so. */

/**
 * What tokens look like, as their makers say; each is long or marked enough to be nothing else. What repeats has a bound where
 * it could begin anew at each letter: a long line must not take the square of its length.
 */
export const tokenShapes: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]{1,20} ){0,4}PRIVATE KEY-----/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/],
  ['a token of GitLab', /\bglpat-[A-Za-z0-9_-]{20,}\b/],
  ['a token of Slack', /\bxox[abposr]-[A-Za-z0-9-]{10,}\b/],
  ['a webhook of Slack', /hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{16,}/],
  ['a token of Vault', /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ['a key of Google', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,}/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
];

const secretName = /pass|secret|token|credential|private|cookie|session|auth|api_?key|access_?key|signing|(?:^|_)(?:key|pwd|pw|pin)(?:$|_)/i;

/** Beside a name that says so. The value has only letters that mean nothing to a shell: what is hidden is never a command. */
const named = /(?<![\w$-])(?<name>(?:[A-Za-z]\w{0,40}[_-])?(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key)\s{0,4}[=:]\s{0,4}["']?)(?<value>[\w+/=.~-]{6,500})/gi;
const inAddress = /(?<name>\b[a-z][a-z0-9+.-]{0,30}:\/\/[\w.~-]{0,200}:)(?<value>[\w+/=.~-]{3,500})(?=@)/gi;

/** A key as it is written in files, over several lines. */
const privateKey = /-----BEGIN (?<kind>(?:[A-Z]{1,20} ){0,4}PRIVATE KEY)-----[A-Za-z0-9+/=\s]{1,20000}-----END \k<kind>-----/g;

/** What stands in a secret's place. */
export const masked = '⟦hidden: it looks like a secret⟧';

/** Takes a variable's name and value; tells whether its value is to be shown to nobody. */
export function isSecretVariable(name: string, value: string): boolean {
  return secretName.test(name) || maskSecrets(value) !== value;
}

/** Takes variables by name; gives them with each value masked that is to be shown to nobody. */
export function withoutSecrets(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, isSecretVariable(name, value) ? masked : value]));
}

/** Takes a text of any size; gives it with what looks like a secret masked. Lines longer than 20,000 characters stay as they are. */
export function maskSecrets(text: string): string {
  return text.replace(privateKey, masked).split('\n').map((line) => {
    if (line.length > 20_000) return line;
    const tokens = tokenShapes.reduce((masking, [, pattern]) => masking.replace(new RegExp(pattern, 'g'), masked), line);
    return tokens.replace(named, `$<name>${masked}`).replace(inAddress, `$<name>${masked}`);
  }).join('\n');
}
