/** Reads a template file: the template it is, and those it defines. */
import { type Piece, lex } from './lex.ts';
import type { Statement, Template } from './node.ts';
import { PipelineParser } from './parse-pipeline.ts';
import { type TemplateError, parseError } from './template-error.ts';

type Action = Extract<Piece, { kind: 'action' }>;
type Branch = Extract<Statement, { kind: 'if' | 'with' | 'range' }>;

/** How deep blocks may stand in one another. */
const deepest = 100;

/** Takes a file's name and text; gives its template first, then those it defines. Throws a TemplateError. */
export function parseTemplate(name: string, text: string): Template[] {
  return new Parser(name, lex(name, text)).all();
}

class Parser {
  readonly #name: string;
  readonly #pieces: readonly Piece[];
  readonly #defined: Template[] = [];
  #next = 0;
  #depth = 0;

  constructor(name: string, pieces: readonly Piece[]) {
    this.#name = name;
    this.#pieces = pieces;
  }

  all(): Template[] {
    const { body, end } = this.#body();
    if (end) throw this.#error(end, `unexpected {{${end.source}}}`);
    return [{ name: this.#name, file: this.#name, body }, ...this.#defined];
  }

  #error(action: Action, why: string): TemplateError {
    return parseError(this.#name, action.at, why);
  }

  /** Statements up to an `end` or `else`, which is given too; undefined at the end of the file. */
  #body(): { body: Statement[]; end: Action | undefined } {
    const body: Statement[] = [];
    for (;;) {
      const piece = this.#pieces[this.#next];
      this.#next += 1;
      if (piece === undefined) return { body, end: undefined };
      if (piece.kind === 'text') body.push(piece);
      else if (isWord(piece, 0, 'end') || isWord(piece, 0, 'else')) return { body, end: piece };
      else body.push(...this.#statement(piece));
    }
  }

  #statement(action: Action): Statement[] {
    const word = action.tokens[0]?.kind === 'word' ? action.tokens[0].text : '';
    switch (word) {
      case 'if': case 'with': case 'range': return [this.#nested(action, () => this.#branch(action, word, 1))];
      case 'define': this.#nested(action, () => { this.#define(action); }); return [];
      case 'block': this.#nested(action, () => { this.#define(action); }); return [this.#call(action)];
      case 'template': return [this.#call(action)];
      case 'break': case 'continue': return [{ kind: word }];
      default: return [{ kind: 'print', pipeline: this.#pipeline(action, 0) }];
    }
  }

  #nested<T>(action: Action, act: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#error(action, `blocks stand more than ${deepest} deep`);
    const made = act();
    this.#depth -= 1;
    return made;
  }

  #pipeline(action: Action, first: number): Branch['pipeline'] {
    return new PipelineParser(this.#name, action.tokens, { at: action.at, source: action.source }, first).whole();
  }

  #branch(action: Action, kind: Branch['kind'], first: number): Branch {
    const pipeline = this.#pipeline(action, first);
    const { body, end } = this.#body();
    if (!end) throw this.#error(action, `unclosed action: {{${action.source}}} has no {{end}}`);
    return { kind, pipeline, body, otherwise: isWord(end, 0, 'end') ? [] : this.#otherwise(action, end) };
  }

  /** After `else`: another condition, or statements up to the end. */
  #otherwise(action: Action, end: Action): Statement[] {
    if (isWord(end, 1, 'if') || isWord(end, 1, 'with')) {
      return [this.#nested(end, () => this.#branch(end, isWord(end, 1, 'if') ? 'if' : 'with', 2))];
    }
    if (end.tokens.length > 1) throw this.#error(end, `unexpected {{${end.source}}}`);
    const rest = this.#body();
    if (!rest.end || !isWord(rest.end, 0, 'end')) throw this.#error(action, `unclosed action: {{${action.source}}} has no {{end}}`);
    return rest.body;
  }

  #define(action: Action): void {
    const name = action.tokens[1];
    if (name?.kind !== 'string') throw this.#error(action, `{{${action.source}}} needs a name in quotes`);
    const { body, end } = this.#body();
    if (!end || !isWord(end, 0, 'end')) throw this.#error(action, `unclosed action: {{${action.source}}} has no {{end}}`);
    this.#defined.push({ name: name.text, file: this.#name, body });
  }

  #call(action: Action): Statement {
    const name = action.tokens[1];
    if (name?.kind !== 'string') throw this.#error(action, `{{${action.source}}} needs a name in quotes`);
    const pipeline = action.tokens.length > 2 ? this.#pipeline(action, 2) : null;
    return { kind: 'template', name: name.text, pipeline, place: { at: action.at, source: action.source } };
  }
}

function isWord(action: Action, at: number, text: string): boolean {
  const token = action.tokens[at];
  return token?.kind === 'word' && token.text === text;
}
