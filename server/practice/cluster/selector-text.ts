/**
 * The text form of label selectors: `app=web,tier in (a, b),!old` (k8s.io/apimachinery/pkg/labels, Parse). It says what it
 * found and what it expected, as a real API server does.
 */
export type Operator = 'in' | 'notin' | 'exists' | 'missing' | 'above' | 'below';

export interface Requirement { key: string; operator: Operator; values: string[] }

/** A selector that does not parse. */
export class SelectorError extends Error {}

type Kind = 'identifier' | 'end' | 'in' | 'notin' | '=' | '==' | '!=' | '!' | '(' | ')' | ',' | '<' | '>';

interface Token { kind: Kind; text: string }

const lexer = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;
const operators: Partial<Record<Kind, Operator>> = { '=': 'in', '==': 'in', '!=': 'notin', 'in': 'in', 'notin': 'notin', '>': 'above', '<': 'below' };

const keyForm = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const valueForm = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Takes a selector's text; gives what it requires. Throws SelectorError. */
export function parseRequirements(text: string): Requirement[] {
  return new Parser(tokensOf(text)).parse();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  lexer.lastIndex = 0;
  for (let found = lexer.exec(text); found; found = lexer.exec(text)) {
    const [, symbol, word] = found;
    if (symbol !== undefined) tokens.push({ kind: symbol as Kind, text: symbol });
    else tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word ?? '' });
  }
  return tokens;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind === 'end') return found;
      if (kind !== 'identifier' && kind !== '!') throw unexpected(text, "!, identifier, or 'end of string'");
      found.push(this.#requirement());
      const next = this.#take();
      if (next.kind === 'end') return found;
      if (next.kind !== ',') throw unexpected(next.text, "',' or 'end of string'");
      const after = this.#peek();
      if (after.kind !== 'identifier' && after.kind !== '!') throw unexpected(after.text, "identifier after ','");
    }
  }

  /** The next token, where `in` and `notin` are words like others. */
  #peek(): Token {
    const token = this.#tokens[this.#at] ?? { kind: 'end', text: '' };
    return token.kind === 'in' || token.kind === 'notin' ? { ...token, kind: 'identifier' } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #requirement(): Requirement {
    try {
      return this.#oneRequirement();
    } catch (error) {
      throw error instanceof SelectorError ? new SelectorError(`unable to parse requirement: ${error.message}`) : error;
    }
  }

  #oneRequirement(): Requirement {
    const missing = this.#peek().kind === '!';
    if (missing) this.#take();
    const { kind, text: key } = this.#take();
    if (kind !== 'identifier') throw unexpected(key, 'identifier');
    if (!keyForm.test(key)) throw new SelectorError(`key: Invalid value: ${JSON.stringify(key)}: ${keyRule}`);
    if (missing) return { key, operator: 'missing', values: [] };
    if (['end', ','].includes(this.#peek().kind)) return { key, operator: 'exists', values: [] };
    const raw = this.#tokens[this.#at] ?? { kind: 'end', text: '' };
    const operator = operators[raw.kind];
    if (operator === undefined) throw unexpected(raw.text, 'in, notin, =, ==, !=, gt, lt');
    this.#at += 1;
    const values = raw.kind === 'in' || raw.kind === 'notin' ? this.#values() : [this.#value()];
    return checked({ key, operator, values });
  }

  #values(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw unexpected(open.text, "'('");
    const values: string[] = [];
    if (this.#peek().kind === ')') {
      this.#take();
      throw new SelectorError("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
    }
    for (;;) {
      values.push(this.#peek().kind === 'identifier' ? this.#take().text : '');
      const { kind, text } = this.#take();
      if (kind === ')') return values;
      if (kind !== ',') throw unexpected(text, "',' or ')'");
    }
  }

  #value(): string {
    if (['end', ','].includes(this.#peek().kind)) return '';
    const { kind, text } = this.#take();
    if (kind !== 'identifier') throw unexpected(text, 'identifier');
    return text;
  }
}

const keyRule = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
  + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
  + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const wrong = values.findIndex((value) => !valueForm.test(value));
  if (wrong !== -1) throw new SelectorError(`values[${wrong}][${key}]: Invalid value: ${JSON.stringify(values[wrong])}: ${valueRule}`);
  if ((operator === 'above' || operator === 'below') && !/^[+-]?\d+$/.test(values[0] ?? '')) {
    throw new SelectorError(`values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  return requirement;
}

function unexpected(found: string, expected: string): SelectorError {
  return new SelectorError(`found '${found}', expected: ${expected}`);
}
