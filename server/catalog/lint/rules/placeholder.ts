/** What was to be filled in before the page was published: `<pod-name>`, `your-namespace`, `...`, TODO. */
import { inStep, runnableOf } from '../page.ts';
import { inPiece, proseOf } from '../prose.ts';
import type { Report, Rule } from '../rule.ts';

/** `<pod-name>`, and neither `<EOF`, `<(…)`, `<file` with a command behind it nor an address between `<` and `>`. */
const angled = /(?<!<)<(?!https?:|mailto:)[A-Za-z](?:[\w .|-]{0,60}[\w.])?>/g;
const yours = /(?<![\w-])(?:your|my)[-_](?:pod|namespace|cluster|name|user|username|password|token|secret|host|server|file|job|app|service|instrument|email|domain|project|bucket|database|id)s?(?![\w])|(?<![\w-])your-[\w-]+/gi;
const shouted = /(?<![\w-])(?:TODO|FIXME|XXX+|TBD)(?![\w-])/g;
const dots = /(?<=^|\s)\.\.\.(?=\s|$)/gm;

export const placeholder: Rule = {
  name: 'placeholder',
  severity: 'error',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      const source = step.language === 'console' ? commandsOnly(step.source) : step.source;
      inSource(source, (place, what) => { report(inStep(draft, place), `\`${what}\` is still to be filled in. Make it a parameter: declare it in the front matter, and write \`${step.language === 'bash' || step.language === 'console' ? '"$NAME"' : '${NAME}'}\`.`, { length: what.length }); });
    }
    for (const draft of page.drafts) {
      if (draft.step.kind === 'file') inFile(draft.step.source, (place, what) => { report(inStep(draft, place), `\`${what}\` is still to be filled in. Write what belongs there.`, { severity: 'warning', length: what.length }); });
    }
    inProse(page, report);
  },
};

type Say = (place: readonly [number, number], what: string) => void;

function inSource(source: string, say: Say): void {
  for (const [row, line] of source.split('\n').entries()) {
    const bare = line.replace(/(^|\s)#.*$/, (comment) => (shouted.test(comment) ? comment : ' '.repeat(comment.length)));
    shouted.lastIndex = 0;
    for (const pattern of [angled, yours, shouted, dots]) {
      for (const { 0: what, index } of bare.matchAll(pattern)) say([row + 1, index + 1], what);
    }
  }
}

function inFile(source: string, say: Say): void {
  for (const [row, line] of source.split('\n').entries()) {
    for (const pattern of [angled, shouted]) {
      for (const { 0: what, index } of line.matchAll(pattern)) {
        if (!/^<\/?[a-z]+>$/.test(what) || pattern !== angled) say([row + 1, index + 1], what);
      }
    }
  }
}

/** Code in prose may show a form, `XLEN <key>`; what was forgotten shouts, or stands bare in the text. */
function inProse(page: Parameters<Rule['check']>[0], report: Report): void {
  for (const piece of proseOf(page.tree)) {
    for (const pattern of piece.kind === 'text' ? [angled, yours, shouted, dots] : [shouted]) {
      for (const { 0: what, index } of piece.value.matchAll(pattern)) {
        if (pattern === yours && !/^your[-_]/i.test(what)) continue;
        report(inPiece(piece, index), `“${what}” is still to be filled in. Write what belongs there, or \`<NotWritten owner="…">\` around what is missing.`, { severity: 'warning', length: what.length });
      }
    }
  }
}

/** A transcript without its answers, the lines kept. */
function commandsOnly(source: string): string {
  return source.split('\n').map((line) => (/^(?:[$#]|\S+:\d+(?:\[\d+\])?>) /.test(line) ? line : '')).join('\n');
}
