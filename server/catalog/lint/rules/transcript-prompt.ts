/** A prompt that is not known turns the command behind it into output. */
import { parseConsole } from '../../../../common/catalog/console.ts';
import { inStep, runnableOf } from '../page.ts';
import type { Rule } from '../rule.ts';

/** Each part can match in one way only, so that no line takes for ever. */
const prompts = /^(?:\[?[\w.-]+@(?=[\w.-][^\s:]*[: ])\S*(?: \S*)?[$#%](?=\s)|[\w./~-]*[$%]|(?:mysql|sqlite|MariaDB \[[\w()]+\]|redis|kafka|psql)>|[\w-]+=[#>]|>>>|PS [A-Z]:\\\S*>|In \[\d+\]:|~ [#$])\s+(?=[A-Za-z])/;

export const transcriptPrompt: Rule = {
  name: 'transcript-prompt',
  severity: 'error',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      if (step.language !== 'console') continue;
      const { exchanges } = parseConsole(step.source);
      const starts = new Set(exchanges.map(({ line }) => line));
      for (const [row, line] of step.source.split('\n').entries()) {
        const found = starts.has(row + 1) ? null : prompts.exec(line);
        if (found) report(inStep(draft, [row + 1, 1]), `The prompt \`${found[0].trim()}\` is not known here, so this line counts as output and does not run. Write \`$ \`, \`# \` or \`127.0.0.1:6379> \` before a command.`, { length: found[0].trim().length });
      }
    }
  },
};
