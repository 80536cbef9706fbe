/** A page being imported: its tree as Markdown's (mdast), whatever it was written in, and what has to be told about it. */
import type { Root } from 'mdast';

/** `left`: not carried over. `review`: carried over by a guess, to be looked at. */
export type NoteKind = 'left' | 'review';

export interface Note {
  file: string;
  /** line in the source, from 1 */
  line: number;
  kind: NoteKind;
  message: string;
  /** words of the source that are in no other place of the output; empty when none are */
  text: string;
}

/** Notes something at a line of the page being read. */
export type Tell = (line: number, kind: NoteKind, message: string, text?: string) => void;

/** Where a label of a page leads: the text and number (from 0) of the heading it stands before; null for the page itself. */
export interface Label {
  name: string;
  heading: number | null;
  /** the page itself gave it, so that two of a name are a mistake */
  given: boolean;
}

export interface Page {
  /** as given on the command line */
  file: string;
  /** name of the runbook, without `.mdx` */
  id: string;
  format: 'rst' | 'markdown';
  text: string;
  tree: Root;
  /** keys and values of the source's own front matter or field list */
  fields: ReadonlyMap<string, string>;
  labels: readonly Label[];
  notes: Note[];
}

/** Takes a page's file and where its notes go; gives the function that notes. */
export function teller(file: string, notes: Note[]): Tell {
  return (line, kind, message, text = '') => { notes.push({ file, line, kind, message, text }); };
}
