/**
 * What search is made from: the words of each runbook and page of the handbook, by heading, and its steps where they stand. The
 * build writes it, the page reads it and makes its index of it. It holds each text once.
 */
import type { Effect } from '../catalog/effect.ts';
import type { TouchKind } from './touch.ts';

export interface SearchContent {
  runbooks: readonly SearchRunbook[];
  /** pages of the handbook */
  pages: readonly SearchPage[];
  /** all that steps touch, each once; steps name them by their place here */
  touches: readonly (readonly [kind: TouchKind, name: string])[];
}

export interface SearchPage {
  /** address on the site */
  path: string;
  title: string;
  description: string;
  sections: readonly SearchSection[];
}

export interface SearchRunbook extends SearchPage {
  id: string;
  service: string;
  environments: readonly string[];
  /** names, titles and choices of its parameters, one each */
  parameters: readonly string[];
}

export interface SearchSection {
  /** of the heading; empty for what stands before the first */
  anchor: string;
  title: string;
  /** it, or a heading above it, is about what goes wrong */
  trouble: boolean;
  /** paragraphs, rows of tables and blocks that only show something, with the steps between them; `code` stays in backticks */
  parts: readonly (string | SearchRow | SearchStep)[];
}

/** A row about trouble that names a step. */
export interface SearchRow {
  row: string;
  /** the step, as `runbook#step` */
  leads: string;
}

/** Takes a part of a section; tells whether it is a step. */
export function isStep(part: SearchSection['parts'][number]): part is SearchStep {
  return typeof part !== 'string' && 'id' in part;
}

export interface SearchStep {
  id: string;
  title: string;
  /** null when it is done by hand */
  effect: Effect | null;
  /** empty when it is done by hand */
  source: string;
  /** what is expected to be printed; empty when nothing is */
  expect: string;
  /** names of the parameters it uses */
  parameters: readonly string[];
  /** places in `SearchContent.touches` */
  touches: readonly number[];
}
