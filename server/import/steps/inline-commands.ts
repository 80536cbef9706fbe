/** Commands between the words of a sentence: is one meant to be run, or only spoken of? */
import type { PhrasingContent } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { isWhole } from '../commands/known.ts';
import { longestLine, looksLikeCommand, looksLikeRedis, looksLikeSql, nameOf } from '../commands/looks.ts';

export interface InlineCommand {
  language: 'bash' | 'redis' | 'sql';
  source: string;
  /** what the sentence says of it */
  said: string;
}

const orders = /\b(?:run(?:ning)?|execut(?:e|ing)|issu(?:e|ing)|enter(?:ing)?|typ(?:e|ing)|try|invok(?:e|ing)|perform|call|use|using|with|via|by|do|then|check|verify|test|via|apply|and|or|first|restart|start|stop|copy|edit|deploy|see|view|list|look at|inspect|install)\b[^.!?`]{0,40}$/i;
const told = /(?:\b(?:executes|runs|invokes|calls|equivalent (?:to|of)|same as|instead of|alias (?:for|of)|wrapper (?:for|around)|called by|run by|(?:do(?:es)? not|don['’]?t|never|avoid|without|rather than)(?: \w+){0,3}|used to be|formerly|deprecated|translates to|performs|behind the scenes|such as|unlike|under the hood|because|since|if|whether|when|while|after|before|until|once|why|(?:as |is |are )?(?:shown|seen|listed|reported|printed|described|given|returned|displayed|provided) (?:via|by|with|in|from)|output of|result of|results of|error from|errors from|logs? of|from|which|that))\s*$/i;
/** “Do not use `x`”, but not “do not forget to run `x`” or “never stop it without `x`”. */
const forbids = /\b(?:do(?:es)? not|don['’]?t|never|avoid|must not|should not|shouldn['’]?t|cannot|can['’]?t|refrain from|instead of|rather than)\b(?![^;:]*\b(?:forget|hesitate|fail|without|until|unless|before|instead|but)\b)[^;:]*$/i;
/** “`x` will show …” at the beginning of a sentence: its reader looks with it. */
const shows = /^\s*(?:(?:will|should|can)\s+(?:also\s+)?(?:show|indicate|tell|list|display|report|give|print|confirm)|(?:shows|indicates|tells|lists|displays|reports))\b/i;
/** “`x` shows errors” tells of a symptom. */
const symptom = /^\s*\w+\s+(?:an?\s+)?(?:errors?|fail\w*|warnings?|no\b|nothing|many|too\b|high|stuck|["“])/i;
const partOf = /\b(?:(?:prerequisites?|options?|arguments?|flags?|parts?|sections?|output|behaviou?r) (?:of|to|for|from)(?: (?:calling|running|using|the))?|(?:when|after|while|before|if) (?:\w+ )?\w+ing (?:with|by|via|using|through)|(?:from|of|by) (?:the |an? |your )?(?:original|initial|previous|first|last|earlier))\s*$/i;
const spokenOf = /^\s*(?:command|commands|tool|utility|script|flag|option|target|call|subcommand|job|step|process|output|runs|is|was|are|were|will|would|does|has|creates|executes|prints|returns|fails|failed|shows|hangs|times out|reports|errors|may|might|can|cannot|should|must|uses)\b/i;

/** “(for example `x`)” behind a command shows the same one filled in. */
const another = /\((?:e\.g\.?|i\.e\.?|for (?:example|instance)|example|ex\.?|such as|like)[,:]?\s*$/i;

/** Takes the phrases of a paragraph, and what the one before it says where that announces a command; gives the commands in it that its reader is to run. */
export function commandsIn(phrases: readonly PhrasingContent[], lead = ''): InlineCommand[] {
  const found: InlineCommand[] = [];
  let before = lead;
  for (const [index, phrase] of phrases.entries()) {
    if (phrase.type === 'inlineCode') {
      const after = phrases.slice(index + 1).map(textOf).join('');
      const language = languageOf(phrase.value, before, after);
      if (language !== null && !(found.length > 0 && another.test(before))) found.push({ language, source: withoutPrompt(phrase.value), said: saidOf(before) });
    } else if ((phrase.type === 'strong' || phrase.type === 'emphasis') && phrase.children.some(({ type }) => type === 'inlineCode')) {
      found.push(...commandsIn(phrase.children).map((each) => ({ ...each, said: each.said || saidOf(before) })));
    }
    before += textOf(phrase);
  }
  return found;
}

/** Takes the text of one piece of code and what stands around it; gives its language, or null when it is no order. */
export function languageOf(code: string, before: string, after: string): InlineCommand['language'] | null {
  if (code.length > longestLine) return null;
  const source = withoutPrompt(code);
  const language = kindOf(source, before, after);
  if (language === null) return null;
  const sentence = before.split(/[.!?]\s+/).at(-1) ?? '';
  if (isSpokenOf(sentence, before)) return null;
  if (before.trim() === '' && shows.test(after) && !symptom.test(after)) return language;
  return isSubject(sentence, before, after) ? null : language;
}

/** What stands before it says that it is told of, or forbidden. */
function isSpokenOf(sentence: string, before: string): boolean {
  if (forbids.test(sentence) || partOf.test(sentence)) return true;
  if (/\b(?:forget|hesitate|fail) to\b|\b(?:never|do not|don['’]t)\b.*\bwithout\b/i.test(sentence)) return false;
  return told.test(sentence) && !/^\W*(?:executes|runs|calls|invokes|performs)\s*$/i.test(before) && !/\b(?:by|and|or) running\s*$/.test(sentence);
}

/** What stands behind it says that it is told of. */
function isSubject(sentence: string, before: string, after: string): boolean {
  if (/\(\s*$/.test(before) && /^\s+\w[^()]*\)/.test(after)) return true;
  const isOrder = orders.test(sentence);
  if (spokenOf.test(after) && !(isOrder && /^\s*(?:commands?|script|tool|utility)\b/i.test(after))) return true;
  return /\b(?:the|this|that|a|an)\s*$/i.test(sentence) && !isOrder && after.trim() !== '' && !/^\s*[.:,;)]/.test(after);
}

function kindOf(source: string, before: string, after: string): InlineCommand['language'] | null {
  if (/\.\.\.|…|^\W*$/.test(source) || /^(?:<[^>]+>|\[[^\]]+\])$/.test(source)) return null;
  if (looksLikeRedis(source)) return isWholeRedis(source, before) ? 'redis' : null;
  if (looksLikeSql(source) && /;\s*$|\bFROM\b/i.test(source)) return 'sql';
  return (looksLikeCommand(source) || isOrdered(source, before)) && isWholeShell(source, before, after) ? 'bash' : null;
}

function isWholeRedis(source: string, before: string): boolean {
  const words = source.split(/\s+/);
  return words.length > 2 || /:\s*$/.test(before) || /^(?:PING|DBSIZE|INFO|FLUSHALL|FLUSHDB|KEYS|XLEN|LLEN|DEL|GET|TTL|MONITOR)\b/.test(source) && (words.length > 1 || orders.test(before));
}

function isWholeShell(source: string, before: string, after: string): boolean {
  const words = source.split(/\s+/);
  const named = words.slice(words.indexOf(nameOf(source)));
  if (!isWhole(named) || /=$|\/$/.test(source) && words.length === 1) return false;
  return named.length > 1 || /:\s*$|\b(?:run|execute|type|enter|with|using)\s*$/i.test(before) && !/^\w/.test(after.trim());
}

/** A tool that nobody knows here, right behind “run”: the sentence says that it is a command. */
function isOrdered(source: string, before: string): boolean {
  return /\b(?:run(?:ning)?|execut(?:e|ing)|invok(?:e|ing)|issu(?:e|ing))(?: (?:the|this|following|command))*\s*:?\s*$/i.test(before) && /^[a-z][\w.-]*(?:\s+[\w./:=<>$"'-]+)+$/.test(source);
}

/** Takes the text of a piece of code; gives it on one line, without the prompt before it. */
export function withoutPrompt(code: string): string {
  const source = code.replace(/\s*\n\s*/g, ' ').trim();
  const root = /^#\s+(?=\S)/.exec(source)?.[0] ?? '';
  return root !== '' && looksLikeCommand(source.slice(root.length)) ? source.slice(root.length) : source.replace(/^[$%]\s+(?=\S)/, '');
}

/** “Check logs: ” before a command is its title; a sentence that goes on is none. */
function saidOf(before: string): string {
  const sentence = before.split(/(?:[.!?]\s+|\n)/).at(-1)?.trim() ?? '';
  return /[:–—-]$/.test(sentence) && sentence.split(' ').length <= 10 ? sentence.replace(/[\s:–—-]+$/, '').replace(/\s+(?:with|by|via|using|run|running)$/i, '') : '';
}
