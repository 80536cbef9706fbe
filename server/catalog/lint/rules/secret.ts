/** A secret on a page is a secret no more. */
import type { Rule } from '../rule.ts';

/**
 * What tokens look like, as their makers say; each is long or marked enough to be nothing else. What repeats has a bound where
 * it could begin anew at each letter: a long line must not take the square of its length.
 */
const tokens: readonly (readonly [what: string, pattern: RegExp])[] = [
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
const named = /(?<![\w$-])(?:[A-Za-z]\w*[_-])?(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key)\s*[=:]\s*(?<quote>["']?)(?<value>[^\s"'`,;)}\]|]{6,500})\k<quote>/gi;
const inAddress = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'`]{1,200}:(?<value>[^\s/@"'`]{3,500})@/gi;
const option = /\b(?:mysql|mysqldump)\b.{0,300}\s-p(?<value>[^\s"'$]{4,})|\bredis-cli\b.{0,300}\s(?:-a|--pass)\s+(?<pass>[^\s"'$-][^\s"']{3,})/g;
/** Values that are none: variables, placeholders, names of keys and files, words. */
const harmless = /^[\\$<{[(%*/.~]|^(?:true|false|null|none|required|optional|changeme|example|string|secret|password|token|redacted|hidden|name|key)\b|[x*•.]{4,}|…|\$|^[a-z]+(?:[-_./][a-z]+)+$|^[A-Z]+(?:_[A-Z]+)+$|^[a-z]+$/i;

export const secret: Rule = {
  name: 'secret',
  severity: 'error',
  check({ lines }, _site, report) {
    for (const [row, line] of lines.entries()) {
      if (line.length > 20_000) continue;
      for (const [what, pattern] of tokens) {
        const found = pattern.exec(line);
        if (found) report([row + 1, found.index + 1], `This looks like ${what}. Change it where it is in force, then take it out of the page: let the reader bring it, from Vault or by typing.`, { length: found[0].length });
      }
      for (const pattern of [named, inAddress, option]) {
        for (const found of line.matchAll(pattern)) {
          const value = found.groups?.['value'] ?? found.groups?.['pass'] ?? '';
          if (harmless.test(value)) continue;
          report([row + 1, found.index + 1], 'A password or token stands here in the open. Change it where it is in force, then take it out of the page: let the reader bring it, from Vault or by typing.', { length: found[0].length });
        }
      }
    }
  },
};
