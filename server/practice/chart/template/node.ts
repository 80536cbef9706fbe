/** What a template means: the tree that the parser makes and the executor carries out. */
import type { Position } from './template-error.ts';

export interface Place {
  at: Position;
  /** the piece of the template, as it was written */
  source: string;
}

export type Expression =
  | { kind: 'literal'; value: unknown }
  | { kind: 'dot' }
  | { kind: 'variable'; name: string }
  | { kind: 'fields'; of: Expression; names: string[] }
  | { kind: 'function'; name: string }
  | { kind: 'pipeline'; pipeline: Pipeline };

/** Commands that hand their result on: it becomes the last argument of the next one. */
export interface Pipeline {
  commands: readonly { head: Expression; arguments: readonly Expression[] }[];
  /** variables the result is put into: one, or for `range` two */
  variables: readonly string[];
  /** whether the variables are new (`:=`) or already there (`=`) */
  declares: boolean;
  place: Place;
}

export type Statement =
  | { kind: 'text'; text: string }
  | { kind: 'print'; pipeline: Pipeline }
  | { kind: 'if' | 'with' | 'range'; pipeline: Pipeline; body: Statement[]; otherwise: Statement[] }
  | { kind: 'template'; name: string; pipeline: Pipeline | null; place: Place }
  | { kind: 'break' | 'continue' };

export interface Template {
  /** file it stands in, or the name `define` gave it */
  name: string;
  file: string;
  body: Statement[];
}
