/** What a step expects must come from what it looks at, not from an `echo` of its own. */
import { outputMatches } from '../../../../common/catalog/expect.ts';
import { innerCommands } from '../inner-commands.ts';
import { keyOf, placeOfStep, runnableOf } from '../page.ts';
import type { Rule } from '../rule.ts';

const speakers = new Set(['echo', 'printf']);
/** What may stand in the block beside an `echo` without anything being looked at. */
const silent = new Set(['echo', 'printf', 'true', ':', 'export', 'cd', 'set', 'sleep', 'unset']);

export const weakExpect: Rule = {
  name: 'weak-expect',
  severity: 'warning',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      const at = keyOf(draft, 'expect')?.column ?? 0;
      const place = draft.block ? [draft.block.line, draft.block.column + at] as const : placeOfStep(draft);
      if (step.expect !== null && /^[\s…]*$/.test(step.expect)) report(place, `\`expect="${step.expect}"\` is in every output. Write what only a healthy one holds.`);
      else if (step.expect !== null && step.language === 'bash') checkEcho(page, step.id, step.expect, (spot, text) => { report(spot, text); });
    }
  },
};

function checkEcho(page: Parameters<Rule['check']>[0], id: string, expect: string, say: (place: readonly [number, number], message: string) => void): void {
  for (const text of page.shell.filter(({ step }) => step.id === id)) {
    for (const placed of text.commands) {
      const inner = innerCommands(placed).at(-1);
      if (!inner || !speakers.has(inner.name) || placed.into.length > 0 || placed.node.redirects.length > 0 || !isReached(text, placed.pos)) continue;
      const said = inner.args.map((word) => word ?? '').filter((word) => !/^-[neE]+$/.test(word)).join(' ').replaceAll('\\n', '\n');
      if (outputMatches(said, expect)) say(text.at(placed.pos), `This \`${inner.name}\` prints what the step expects (“${expect}”), whatever the commands before it found. Expect something of theirs.`);
    }
  }
}

/** An `echo` behind `&&`, `||` or in an `if` tells how something ended, and may well be expected. */
function isReached({ script, commands }: { script: { commands: readonly { pos: number; end: number; command: { type: string } }[] }; commands: readonly { pos: number; words: readonly (string | null)[] }[] }, pos: number): boolean {
  const statement = script.commands.find((each) => each.pos <= pos && pos < each.end);
  const before = commands.filter((each) => each.pos < pos).every(({ words }) => silent.has(words[0] ?? ''));
  return statement?.command.type === 'Command' || before;
}
