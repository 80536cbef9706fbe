/** Commands in an ordinary block can be read and copied, and not run. */
import { blocksOf } from '../../../../common/catalog/mdx/blocks.ts';
import { parseFence } from '../../../../common/catalog/fence.ts';
import { commandsIn } from '../shell-text.ts';
import { isTool } from '../tools.ts';
import type { Rule } from '../rule.ts';

const languages = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'shell-session', 'redis', 'sql']);

export const notAStep: Rule = {
  name: 'not-a-step',
  severity: 'note',
  check({ tree, text }, _site, report) {
    for (const { node, language, metastring, line } of blocksOf(tree, text)) {
      if (!languages.has(language) || parseFence(language, metastring).kind !== 'ordinary') continue;
      const shell = language !== 'redis' && language !== 'sql';
      const bare = node.value.replace(/^[$#] /gm, '');
      if (shell && !commandsIn(bare).some(({ words }) => isTool(words[0] ?? ''))) continue;
      report([line, 1], `This block has commands and no \`run\`, so nobody can run it. Make it a step: \`${shell ? 'bash' : language} run=… effect=…\`; or call it \`text\` when it only shows something.`);
    }
  },
};
