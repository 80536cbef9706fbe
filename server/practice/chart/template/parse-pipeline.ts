/** Reads the words of an action as a pipeline: `$x := .Values.name | default "a" | quote`. */
import type { Token } from './lex.ts';
import type { Expression, Pipeline, Place } from './node.ts';
import { parseError } from './template-error.ts';

/** How deep parentheses may stand in one another. */
const deepest = 50;

export class PipelineParser {
  readonly #name: string;
  readonly #tokens: readonly Token[];
  readonly #place: Place;
  #next = 0;
  #depth = 0;

  /** Takes the template's name, the words of an action and which of them comes first. */
  constructor(name: string, tokens: readonly Token[], place: Place, first = 0) {
    this.#name = name;
    this.#tokens = tokens;
    this.#place = place;
    this.#next = first;
  }

  /** Gives the pipeline, which must be all that is left. Throws a TemplateError. */
  whole(): Pipeline {
    const pipeline = this.#pipeline();
    if (this.#next < this.#tokens.length) throw this.#unexpected();
    return pipeline;
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead];
  }

  #isMark(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token?.kind === 'mark' && token.text === text;
  }

  #unexpected(): Error {
    const token = this.#peek();
    return parseError(this.#name, token?.at ?? this.#place.at, token ? `unexpected <${token.text}> in {{${this.#place.source.slice(0, 60)}}}` : `missing value for {{${this.#place.source.slice(0, 60)}}}`);
  }

  #pipeline(): Pipeline {
    const { variables, declares } = this.#variables();
    const commands = [this.#command()];
    while (this.#isMark('|')) {
      this.#next += 1;
      commands.push(this.#command());
    }
    return { commands, variables, declares, place: this.#place };
  }

  #variables(): Pick<Pipeline, 'variables' | 'declares'> {
    const [first, second] = [this.#peek(), this.#peek(2)];
    if (first?.kind !== 'variable') return { variables: [], declares: false };
    const two = this.#isMark(',', 1) && second?.kind === 'variable';
    const ahead = two ? 3 : 1;
    const declares = this.#isMark(':=', ahead);
    if (!declares && !this.#isMark('=', ahead)) return { variables: [], declares: false };
    this.#next += ahead + 1;
    return { variables: two ? [first.text, second.text] : [first.text], declares };
  }

  #command(): Pipeline['commands'][number] {
    const head = this.#operand();
    const rest: Expression[] = [];
    while (this.#peek() !== undefined && !this.#isMark('|') && !this.#isMark(')')) rest.push(this.#operand());
    return { head, arguments: rest };
  }

  #operand(): Expression {
    let of = this.#term();
    const names: string[] = [];
    for (let token = this.#peek(); token?.kind === 'field' && !token.spaced; token = this.#peek()) {
      names.push(token.text);
      this.#next += 1;
    }
    if (names.length > 0) of = of.kind === 'fields' ? { ...of, names: [...of.names, ...names] } : { kind: 'fields', of, names };
    return of;
  }

  #term(): Expression {
    const token = this.#peek();
    if (token === undefined) throw this.#unexpected();
    this.#next += 1;
    switch (token.kind) {
      case 'string': return { kind: 'literal', value: token.text };
      case 'number': return { kind: 'literal', value: Number(token.text) };
      case 'variable': return { kind: 'variable', name: token.text };
      case 'field': return { kind: 'fields', of: { kind: 'dot' }, names: [token.text] };
      case 'word': return wordTerm(token.text);
      case 'mark':
        if (token.text === '.') return { kind: 'dot' };
        if (token.text === '(') return this.#parenthesis();
    }
    this.#next -= 1;
    throw this.#unexpected();
  }

  #parenthesis(): Expression {
    this.#depth += 1;
    if (this.#depth > deepest) throw parseError(this.#name, this.#place.at, `parentheses stand more than ${deepest} deep`);
    const pipeline = this.#pipeline();
    if (!this.#isMark(')')) throw parseError(this.#name, this.#place.at, 'unclosed left paren');
    this.#next += 1;
    this.#depth -= 1;
    return { kind: 'pipeline', pipeline };
  }
}

const constants: Readonly<Record<string, unknown>> = { true: true, false: false, nil: null };

function wordTerm(word: string): Expression {
  return Object.hasOwn(constants, word) ? { kind: 'literal', value: constants[word] } : { kind: 'function', name: word };
}
