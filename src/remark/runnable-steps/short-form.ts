/**
 * How a step travels to the page. Every page carries its steps in its script, so what is usual is left out, the text stands
 * there once, as the block's own, and of the digest as much as is safe. `short-step.ts` writes it, the page's components read it.
 */
import type { Parameter } from '../../../common/catalog/parameter.ts';
import type { FileStep, RunnableStep } from '../../../common/catalog/step.ts';

/** What the page needs to know of a step that runs. */
export type PageRunnable = Pick<RunnableStep, 'kind' | 'id' | 'language' | 'source' | 'digest' | 'effect' | 'title' | 'needs' | 'only' | 'interactive' | 'background' | 'confirm' | 'parameters'>;
/** What it needs to know of one that writes a file. */
export type PageFile = Pick<FileStep, 'kind' | 'id' | 'title' | 'path' | 'source' | 'digest' | 'parameters'>;

/** A parameter without what is usual; a title that is left out is the name. */
export type ShortParameter = Partial<Omit<Parameter, 'source'>> & Pick<Parameter, 'name'> & Live;

/** Of a parameter whose values can be looked up live: the parameters that its source depends on, the target among them where there is one. */
export interface Live {
  live?: readonly string[];
}

/** A step without what is usual. One with a path is a file. */
export interface ShortStep extends Partial<Omit<PageRunnable, 'kind' | 'source' | 'parameters'>> {
  id: string;
  path?: string;
  parameters?: readonly ShortParameter[];
  /** what a page carries of it, in base64: see `common/catalog/shown-digest.ts` */
  digest: string;
}

export const usualStep = {
  title: '', language: 'bash', effect: 'read', needs: [], only: [], interactive: false, background: false, confirm: null,
} as const satisfies Partial<PageRunnable>;

export const usualParameter = {
  type: 'pattern', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false,
} as const satisfies Omit<Parameter, 'name' | 'title'>;

/** What a parameter in a step's code is: where it is filled in, and where it stands besides. */
export const head = 'head';
export const mirror = 'mirror';

/** What a token can be, each with the letter that stands for it; the names are those of the style sheet. */
export const kinds: Readonly<Record<string, string>> = {
  n: '', c: 'token-constant', t: 'token-comment', k: 'token-keyword', f: 'token-function', s: 'token-string', e: 'token-string-expression',
  v: 'token-parameter', p: 'token-punctuation', l: 'token-link', h: head, m: mirror,
};
