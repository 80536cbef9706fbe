/** A command that the text names and no step runs is either missing or no longer true. */
import { commandsOf, isRun, namedCommand, type Commands } from '../named-commands.ts';
import { inPiece, proseOf } from '../prose.ts';
import { mostOfOneRule, type Rule } from '../rule.ts';
import type { Site } from '../site.ts';

const known = new WeakMap<Site, Commands>();

export const unknownCommand: Rule = {
  name: 'unknown-command',
  severity: 'warning',
  check(page, site, report) {
    let commands: Commands | null = null;
    let told = 0;
    const own = (): Commands => (commands ??= commandsOf([page]));
    for (const piece of proseOf(page.tree)) {
      // Each costs a look at every step, and nobody is told of more.
      if (told === mostOfOneRule) return;
      if (piece.kind !== 'code' || piece.around.some((name) => name === 'Manual' || name === 'Announce' || name === 'NotWritten')) continue;
      const words = namedCommand(piece.value);
      // A word in capitals may be SQL’s; it is Redis’s where there is one.
      if (!words || (/^[A-Z]+$/.test(words[0] ?? '') && !page.front?.redis) || isRun(words, own()) || isRun(words, commandsOfSite(site))) continue;
      told += 1;
      report(inPiece(piece, 0), `No step runs \`${piece.value}\`. Make it a step, correct it, or leave the command out of the text.`, { length: piece.value.length });
    }
  },
};

/** Of all runbooks: a page may well speak of another's steps. */
function commandsOfSite(site: Site): Commands {
  const found = known.get(site) ?? commandsOf(site.pages);
  known.set(site, found);
  return found;
}
