/**
 * Carries out templates (https://pkg.go.dev/text/template), within a budget. They see plain values only: fields are looked
 * up among a record's own, and nothing of JavaScript can be reached.
 */
import { isRecord } from '../../cluster/object.ts';
import type { Budget } from './budget.ts';
import type { Expression, Pipeline, Place, Statement, Template } from './node.ts';
import { TemplateError, executionError } from './template-error.ts';
import { Method, isTrue, kindOf, ownField, printed } from './value.ts';

/** What a function is given besides its arguments. */
export interface Call {
  spend(characters: number): void;
  /** Carries out a template by name with a value; gives what it prints. */
  include(name: string, value: unknown): string;
  /** Carries out a text as a template. */
  evaluate(text: string, value: unknown): string;
}

export type TemplateFunction = (given: readonly unknown[], call: Call) => unknown;

export interface Execution {
  templates: ReadonlyMap<string, Template>;
  functions: ReadonlyMap<string, TemplateFunction>;
  budget: Budget;
  /** reads a text as a template of this name */
  parse: (name: string, text: string) => Template[];
}

/** Takes the name of a template and its value; gives what it prints. Throws a TemplateError. */
export function execute(execution: Execution, name: string, value: unknown): string {
  const template = execution.templates.get(name);
  if (!template) throw new TemplateError(`no template ${JSON.stringify(name)} associated with template "gotpl"`);
  return execution.budget.nested(() => new Frame(execution, template, value).run());
}

interface Scope {
  parent: Scope | null;
  variables: Map<string, unknown>;
}

/** One template at work: where it prints, what its variables are. */
class Frame {
  readonly #execution: Execution;
  readonly #template: Template;
  readonly #out: string[] = [];
  readonly #call: Call;

  constructor(execution: Execution, template: Template, value: unknown) {
    this.#execution = execution;
    this.#template = template;
    this.#root = value;
    const { budget } = execution;
    this.#call = {
      spend: (characters) => { budget.spend(characters); },
      include: (name, given) => execute(execution, name, given),
      evaluate: (text, given) => this.#evaluateText(text, given),
    };
  }

  readonly #root: unknown;

  run(): string {
    this.#statements(this.#template.body, this.#root, { parent: null, variables: new Map([['', this.#root]]) });
    return this.#out.join('');
  }

  #evaluateText(text: string, value: unknown): string {
    this.#execution.budget.spend(text.length);
    const [main, ...defined] = this.#execution.parse(this.#template.file, text);
    if (!main) return '';
    const templates = new Map([...this.#execution.templates, ...defined.map((one) => [one.name, one] as const)]);
    return this.#execution.budget.nested(() => new Frame({ ...this.#execution, templates }, main, value).run());
  }

  #print(text: string): void {
    this.#execution.budget.spend(text.length);
    this.#out.push(text);
  }

  /** Gives how the statements were left: at their end, or by break or continue. */
  #statements(statements: readonly Statement[], dot: unknown, scope: Scope): 'end' | 'break' | 'continue' {
    for (const statement of statements) {
      this.#execution.budget.step();
      const left = this.#statement(statement, dot, scope);
      if (left !== 'end') return left;
    }
    return 'end';
  }

  #statement(statement: Statement, dot: unknown, scope: Scope): 'end' | 'break' | 'continue' {
    switch (statement.kind) {
      case 'text': this.#print(statement.text); return 'end';
      case 'print': {
        const value = this.#pipeline(statement.pipeline, dot, scope);
        if (statement.pipeline.variables.length === 0) this.#print(printed(value, () => undefined));
        return 'end';
      }
      case 'template': {
        const value = statement.pipeline ? this.#pipeline(statement.pipeline, dot, scope) : null;
        this.#print(this.#guarded(statement.place, () => this.#call.include(statement.name, value)));
        return 'end';
      }
      case 'range': return this.#range(statement, dot, scope);
      case 'if': case 'with': {
        const inner: Scope = { parent: scope, variables: new Map() };
        const value = this.#pipeline(statement.pipeline, dot, inner);
        if (!isTrue(value)) return this.#statements(statement.otherwise, dot, inner);
        return this.#statements(statement.body, statement.kind === 'with' ? value : dot, inner);
      }
      default: return statement.kind;
    }
  }

  #range(statement: Extract<Statement, { kind: 'range' | 'if' | 'with' }>, dot: unknown, scope: Scope): 'end' {
    const { pipeline } = statement;
    const value = this.#pipeline({ ...pipeline, variables: [] }, dot, scope);
    const items = entriesOf(value);
    if (items === null) throw this.#error(pipeline.place, `range can't iterate over ${printed(value, () => undefined).slice(0, 60)}`);
    if (items.length === 0) this.#statements(statement.otherwise, dot, { parent: scope, variables: new Map() });
    for (const [key, item] of items) {
      this.#execution.budget.step();
      const inner: Scope = { parent: scope, variables: new Map() };
      const given = pipeline.variables.length === 2 ? [key, item] : [item];
      pipeline.variables.forEach((name, at) => { this.#assign(name, given[at], pipeline.declares, inner, pipeline.place); });
      if (this.#statements(statement.body, item, inner) === 'break') break;
    }
    return 'end';
  }

  #assign(name: string, value: unknown, declares: boolean, scope: Scope, place: Place): void {
    if (declares) {
      scope.variables.set(name, value);
      return;
    }
    this.#scopeOf(name, scope, place).variables.set(name, value);
  }

  #scopeOf(name: string, scope: Scope, place: Place): Scope {
    for (let one: Scope | null = scope; one; one = one.parent) {
      if (one.variables.has(name)) return one;
    }
    throw this.#error(place, `undefined variable "$${name}"`);
  }

  #pipeline(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    let result: unknown;
    pipeline.commands.forEach((command, at) => {
      this.#execution.budget.step();
      result = this.#command(command, at === 0 ? [] : [result], { dot, scope, place: pipeline.place });
    });
    for (const name of pipeline.variables) this.#assign(name, result, pipeline.declares, scope, pipeline.place);
    return result;
  }

  #command({ head, arguments: rest }: Pipeline['commands'][number], piped: readonly unknown[], here: Here): unknown {
    if (head.kind === 'function') {
      if (head.name === 'and' || head.name === 'or') return this.#shortCircuit(head.name, rest, piped, here);
      const call = this.#execution.functions.get(head.name);
      if (!call) throw this.#error(here.place, `function ${JSON.stringify(head.name)} not defined in the practice world`);
      const given = [...rest.map((one) => this.#value(one, here)), ...piped];
      return this.#guarded(here.place, () => call(given, this.#call));
    }
    const value = this.#value(head, here);
    if (value instanceof Method) {
      const given = [...rest.map((one) => this.#value(one, here)), ...piped];
      return this.#guarded(here.place, () => value.call(given));
    }
    if (rest.length + piped.length > 0) throw this.#error(here.place, `can't give argument to non-function ${printed(value, () => undefined).slice(0, 60)}`);
    return value;
  }

  /** `and` gives the first value that is not true, `or` the first that is; what follows is not looked at. */
  #shortCircuit(name: 'and' | 'or', rest: readonly Expression[], piped: readonly unknown[], here: Here): unknown {
    let value: unknown;
    for (const one of rest) {
      value = this.#value(one, here);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  #value(expression: Expression, here: Here): unknown {
    this.#execution.budget.step();
    switch (expression.kind) {
      case 'literal': return expression.value;
      case 'dot': return here.dot;
      case 'variable': return this.#scopeOf(expression.name, here.scope, here.place).variables.get(expression.name);
      case 'pipeline': return this.#pipeline(expression.pipeline, here.dot, here.scope);
      case 'function': return this.#command({ head: expression, arguments: [] }, [], here);
      case 'fields': return this.#fields(this.#value(expression.of, here), expression.names, here.place);
    }
  }

  #fields(of: unknown, names: readonly string[], place: Place): unknown {
    let value = of;
    for (const name of names) {
      if (value === null || value === undefined) throw this.#error(place, `nil pointer evaluating interface {}.${name}`);
      if (!isRecord(value) || value instanceof Method) throw this.#error(place, `can't evaluate field ${name} in type ${kindOf(value)}`);
      value = ownField(value, name);
    }
    return value;
  }

  #error(place: Place, why: string): TemplateError {
    return executionError(this.#template.file, place.at, place.source, why);
  }

  /** What a function throws is told with the place of its call. */
  #guarded<T>(place: Place, act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw this.#error(place, error instanceof Error ? error.message : String(error));
    }
  }
}

interface Here {
  dot: unknown;
  scope: Scope;
  place: Place;
}

/** What `range` goes through: a list by position, a map by its sorted keys, a whole number of times. */
function entriesOf(value: unknown): [unknown, unknown][] | null {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((item: unknown, at) => [at, item]);
  if (isRecord(value) && !(value instanceof Method)) return Object.keys(value).sort().map((key) => [key, value[key]]);
  return null;
}
