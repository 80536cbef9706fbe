/** Letters that look like others: a Cyrillic “е” in `kubectl`, a long dash before an option, a space that is none. */
import { codeOf, foreignLetter, mixedWords, oddDash, oddSpace } from '../../../../common/catalog/look-alike.ts';
import { parseConsole } from '../../../../common/catalog/console.ts';
import { inStep, type Page } from '../page.ts';
import { proseOf, inPiece } from '../prose.ts';
import type { Report, Rule } from '../rule.ts';

const curly = /[“”„‘’‚]/u;

export const lookAlike: Rule = {
  name: 'look-alike',
  severity: 'error',
  check(page, _site, report) {
    checkSources(page, report);
    checkQuotes(page, report);
    for (const piece of proseOf(page.tree).filter(({ kind }) => kind === 'code')) {
      for (const { 0: word, index } of mixedWords(piece.value)) report(inPiece(piece, index), strange(word), { length: word.length });
    }
  },
};

/** What a transcript answers, and what a file says, may hold any letter. */
function checkSources({ drafts }: Page, report: Report): void {
  for (const draft of drafts) {
    const { step } = draft;
    if (step.kind !== 'runnable') continue;
    const prompts = step.language === 'console' ? new Set(parseConsole(step.source).exchanges.map(({ line }) => line)) : null;
    for (const [row, line] of step.source.split('\n').entries()) {
      if (prompts && !prompts.has(row + 1)) continue;
      const say = (offset: number, what: string): void => { report(inStep(draft, [row + 1, offset + 1]), what); };
      for (const { 0: word, index } of mixedWords(line)) say(index, strange(word));
      for (const { 0: space, index } of line.matchAll(oddSpace)) say(index, `This space is none that a command knows (${codeOf(space)}). Type it anew.`);
      for (const { 0: sign, index } of line.matchAll(oddDash)) say(index, `“${sign}” is a typographic dash (${codeOf(sign)}), not the “-” of an option. Type \`-\`.`);
    }
  }
}

function checkQuotes({ shell }: Page, report: Report): void {
  for (const text of shell) {
    for (const { node } of text.commands) {
      const found = [node.name, ...node.args].find((word) => word?.type === 'Word' && curly.test(word.text) && !/["']/.test(word.text));
      if (found) report(text.at(found.pos), `The quotes in \`${found.text}\` are typographic, and the shell takes them for letters. Type \`"\` or \`'\`.`, { length: found.text.length });
    }
  }
}

function strange(word: string): string {
  const letter = foreignLetter.exec(word)?.[0] ?? '';
  return `In \`${word}\`, “${letter}” is not the letter that it looks like (${codeOf(letter)}). Type the word anew.`;
}
