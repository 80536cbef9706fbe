/** What is fetched and run at once has been read by nobody. */
import type { Rule } from '../rule.ts';

const fetchers = new Set(['curl', 'wget']);
const runners = new Set(['bash', 'sh', 'zsh', 'dash', 'python', 'python3', 'sudo']);

export const pipeToShell: Rule = {
  name: 'pipe-to-shell',
  severity: 'warning',
  check({ shell }, _site, report) {
    for (const text of shell) {
      for (const { words, into, pos } of text.commands) {
        const runner = fetchers.has(words[0] ?? '') ? into.find((name) => runners.has(name)) : undefined;
        if (runner) report(text.at(pos), `What \`${words[0] ?? ''}\` fetches is run by \`${runner}\` unread, and tomorrow it may be something else. Fetch it into a file, check its digest, then run it.`);
      }
    }
  },
};
