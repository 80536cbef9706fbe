/** A secret on a page is a secret no more. */
import { tokenShapes } from '../../../../common/secret-text.ts';
import type { Rule } from '../rule.ts';

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
      for (const [what, pattern] of tokenShapes) {
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
