/** Makes the steps of one page: fills in parameters, guesses effects, gives ids and titles. */
import type { Code, RootContent } from 'mdast';
import { redisEffect } from '../../../common/catalog/effect-check/redis-verbs.ts';
import { sqlEffect } from '../../../common/catalog/effect-check/sql-effect.ts';
import { effects, type Effect } from '../../../common/catalog/effect.ts';
import { parseRedis } from '../../../common/catalog/redis.ts';
import { readShell } from '../../../common/catalog/shell.ts';
import { readSql } from '../../../common/catalog/sql.ts';
import type { Language } from '../../../common/catalog/step.ts';
import type { Piece, Typed } from '../commands/block.ts';
import { declareVariables, fillReferences, fillShell, type Filled } from '../commands/fill.ts';
import { guessEffect } from '../commands/guess-effect.ts';
import { marksOf, type Marks } from '../commands/marks.ts';
import { Parameters } from '../commands/parameters.ts';
import { functionEffect } from '../commands/sql-functions.ts';
import { code } from '../markup.ts';
import type { Tell } from '../page.ts';
import { Ids, idOf, metaWord, shortCommand, titleOf } from './naming.ts';

type StepPiece = Piece & { kind: 'step' };

interface Draft {
  node: Code;
  language: Language;
  source: string;
  title: string;
  id: string;
  line: number;
  prompt: string;
  answer: string;
  opening: string;
  inside: readonly Typed[];
}

/** What is told of a prompt that no runbook shows. */
export const promptLeft = 'the prompt before the command';

const noMarks: Marks = { interactive: false, background: false, emptyIsHealthy: false };

export class StepMaker {
  readonly parameters = new Parameters();
  readonly ids = new Ids();
  readonly #tell: Tell;
  readonly #drafts: Draft[] = [];
  readonly #redis: readonly string[];
  speaksRedis = false;

  /** Takes where to tell, and the words that a command must hold to open the page's Redis. */
  constructor(tell: Tell, redis: readonly string[]) {
    this.#tell = tell;
    this.#redis = redis;
  }

  /** Takes a piece and what the page says of it; gives the nodes of its step, or of a plain block when it can be none. */
  make(piece: StepPiece, said: readonly string[], line: number): RootContent[] {
    const filled = piece.language === 'bash' ? fillShell(exported(piece.source), this.parameters) : fillReferences(piece.language === 'sql' ? piece.source.replace(/\s*\\[gGx];?\s*$/, ';') : piece.source, this.parameters);
    const why = refusal(piece.language, filled.source);
    if (why !== null) {
      this.#tell(line, 'left', `\`${shortCommand(piece.source)}\` is no step: ${why}`);
      return [code([piece.source, piece.answer].filter((part) => part !== '').join('\n'), piece.language, line)];
    }
    for (const remark of filled.remarks) this.#tell(line, 'review', remark);
    const node = code(filled.source, piece.language, line);
    node.data = { ...node.data, step: true };
    const opens = piece.opening !== '' && this.#redis.every((part) => piece.opening.split(/\s+/).includes(part));
    const before = piece.opening !== '' && !opens ? this.make({ ...piece, language: 'bash', source: piece.opening, opening: '', answer: '', exact: false, prompt: '' }, [], line) : [];
    const exact = piece.exact && this.#mayBeExact(piece, filled);
    this.#draft(piece, node, filled.source, said, line, exact, opens ? piece.opening : '');
    return [...before, node, ...(piece.exact && !exact ? [code(piece.answer, 'text', line + 1)] : [])];
  }

  /** A transcript takes no parameter of Redis, and nobody types into one. */
  #mayBeExact(piece: StepPiece, filled: Filled): boolean {
    if (piece.language === 'redis') return filled.source === piece.source;
    const { interactive, background } = marksOf(filled.source);
    return !interactive && !background && (!filled.source.includes('\n') || filled.source.split('\n').slice(0, -1).every((each) => each.endsWith('\\')));
  }

  #draft(piece: StepPiece, node: Code, source: string, said: readonly string[], line: number, exact: boolean, opening: string): void {
    const title = [...piece.comment, ...said].map(titleOf).find((each) => each !== null) ?? shortCommand(piece.source);
    const fromTitle = titleOf(piece.comment[0] ?? said[0] ?? '') === null ? '' : idOf(title);
    const id = this.ids.take([fromTitle, idOf(shortCommand(piece.source))]);
    if (piece.language === 'redis') this.speaksRedis = true;
    this.#drafts.push({ node, language: exact ? 'console' : piece.language, source, title, id, line, prompt: piece.prompt, answer: exact ? piece.answer : '', opening, inside: piece.inside });
  }

  /** Gives every variable that nobody sets a parameter, and writes each step's fence. Called once, when all steps are made. */
  finish(): void {
    const set = new Set(this.#drafts.filter(({ language }) => language === 'bash' || language === 'console').flatMap(({ source }) => readShell(source).sets));
    for (const draft of this.#drafts) {
      const isShell = draft.language === 'bash' || draft.language === 'console' && !isRedisPrompt(draft.prompt);
      const { source, remarks } = isShell ? declareVariables(draft.source, set, this.parameters) : { source: draft.source, remarks: [] };
      for (const remark of remarks) this.#tell(draft.line, 'review', remark);
      this.#write({ ...draft, source }, isShell);
    }
  }

  #write({ node, language, source, title, id, line, prompt, answer, opening, inside }: Draft, isShell: boolean): void {
    const marks = isShell ? marksOf(source) : noMarks;
    const effect = harshest([this.#effectIn(isShell ? 'bash' : language, source, line), ...inside.map((each) => this.#effectIn(each.language, each.source, line))]);
    if (inside.length > 0) this.#tell(line, 'review', `what is typed into the shell that \`${shortCommand(source)}\` opens stands there as remarks; type it yourself, or give it to the command as its arguments`);
    node.lang = language;
    node.value = language === 'console' ? transcript(source, prompt, answer, opening) : source;
    if (prompt !== '' && !/^[$#%]$/.test(prompt) && (isShell || language !== 'console')) this.#tell(line, 'left', promptLeft, prompt);
    const expected = language === 'console' ? [] : expectation(node, marks);
    node.meta = [`run=${id}`, `effect=${effect}`, metaWord('title', title), ...(effect === 'destroy' ? [metaWord('confirm', shortCommand(source))] : []), ...expected, ...flagsOf(marks)].join(' ');
  }

  #effectIn(language: Language, source: string, line: number): Effect {
    if (language === 'sql') return sqlEffects(source);
    return language === 'bash' ? this.#effectOf(source, line) : redisEffects(source);
  }

  #effectOf(source: string, line: number): Effect {
    const { effect, unknown } = guessEffect(source);
    if (unknown !== null) this.#tell(line, 'review', `what \`${unknown}\` does is not known here; \`effect=${effect}\` is a guess`);
    return effect;
  }
}

function expectation({ data }: Code, { interactive, background }: Marks): string[] {
  return data?.expect === undefined || interactive || background ? [] : [metaWord('expect', data.expect)];
}

function flagsOf({ interactive, background, emptyIsHealthy }: Marks): string[] {
  return [...(emptyIsHealthy ? ['exit=0,1'] : []), ...(interactive ? ['interactive'] : []), ...(background ? ['background'] : [])];
}

/** An assignment by itself would be gone with its step; exported, it is there for the next. */
function exported(source: string): string {
  return /^[A-Za-z_]\w*=/.test(source) && readShell(source).commands.every(({ pos }) => pos > 0) && isOnlyAssignment(source) ? `export ${source}` : source;
}

function isOnlyAssignment(source: string): boolean {
  return /^[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^]*\)|`[^`]*`|\$\{?\w+\}?|<[^<>]+>|[^\s;&|"'$`(]*)$/.test(source.trim());
}

function refusal(language: 'bash' | 'redis' | 'sql', source: string): string | null {
  if (source.length > 60_000) return 'it is too long';
  if (language === 'redis') {
    const { lines, problems } = parseRedis(source);
    return problems[0]?.message ?? (lines.some(({ args }) => redisEffect(args) === null) ? 'Redis’s command is not known here' : null);
  }
  if (language === 'sql') return readSql(source).problems[0]?.message ?? null;
  if (/^\s*["']*\$\{?\w+\}?["']*\s*$|^\s*\[[\w -]+\]\s*$/.test(source)) return 'it is nothing but a placeholder';
  const reading = readShell(source);
  if (reading.problems.length > 0) return `bash cannot read it: ${reading.problems[0]?.message ?? ''}`;
  return reading.commands.length === 0 && reading.sets.length === 0 ? 'it holds no command' : null;
}

function isRedisPrompt(prompt: string): boolean {
  return prompt.endsWith('>') && !prompt.includes('@');
}

function transcript(source: string, prompt: string, answer: string, opening: string): string {
  const mark = isRedisPrompt(prompt) ? prompt.replace(/^redis>$/, 'localhost:6379>') : /#$/.test(prompt) ? '#' : '$';
  return [...(opening === '' ? [] : [opening]), `${mark} ${source}`, answer].join('\n');
}

function harshest(found: readonly Effect[]): Effect {
  return found.reduce((worst, each) => (effects.indexOf(each) > effects.indexOf(worst) ? each : worst), 'read');
}

function sqlEffects(source: string): Effect {
  // `START` opens a transaction, except where it starts something that works by itself.
  return harshest([functionEffect(source), ...readSql(source).statements.map(({ words }, index, all) => (words[0] === 'START' && !/^(?:TRANSACTION|WORK)$/.test(words[1] ?? '') ? 'change' : sqlEffect(all[index] ?? { pos: 0, words }).effect))]);
}

function redisEffects(source: string): Effect {
  return harshest(parseRedis(source).lines.map(({ args }) => redisEffect(args)?.effect ?? 'change'));
}
