/**
 * Lays the lines a transcript expects beside the lines that came, so that as many as can be stay: by dynamic programming
 * over both, as for the longest common subsequence (Wagner and Fischer, 1974), with `…` as a wildcard. Pure.
 */
import { outputMatches } from '../../common/catalog/expect.ts';

export type Beside =
  | { kind: 'same'; expected: string; got: string }
  | { kind: 'other'; expected: string; got: string }
  /** a line `…` */
  | { kind: 'any'; expected: string }
  /** a line that a `…` stands for */
  | { kind: 'within'; got: string }
  | { kind: 'missing'; expected: string }
  | { kind: 'extra'; got: string };

const ellipsis = '…';
/** A line that is gone is dearer than one that changed: then a `…` does not swallow what stands behind it. */
const cost = { other: 3, missing: 4, extra: 2 } as const;
/** Beyond this many pairs of lines nothing is laid beside: all is taken as changed. */
const mostPairs = 250_000;
/** Private use characters, which hold both ends together. */
const [start, end] = ['\ue000', '\ue001'];

/** Takes what came and what was expected, `…` matching anything, further lines too; tells whether they are one, whole. */
export function wholeMatches(got: string, expected: string): boolean {
  const held = (text: string) => `${start}\n${text.replace(/[\ue000\ue001]/g, '')}\n${end}`;
  return outputMatches(held(got), held(expected));
}

/** Takes lines expected and lines that came; gives them laid beside each other, in order. */
export function align(expected: readonly string[], got: readonly string[]): Beside[] {
  if ((expected.length + 1) * (got.length + 1) > mostPairs) {
    return [...expected.map((line) => ({ kind: 'missing', expected: line }) as const), ...got.map((line) => ({ kind: 'extra', got: line }) as const)];
  }
  const isSame = expected.map((line) => (line.includes(ellipsis) ? (one: string) => wholeMatches(one, line) : (one: string) => one === line));
  const costs = costsOf(expected, got, isSame);
  const laid: Beside[] = [];
  for (let i = 0, j = 0; i < expected.length || j < got.length;) {
    const next = step({ expected, got, isSame, costs }, i, j);
    laid.push(next);
    if (next.kind === 'same' || next.kind === 'other' || next.kind === 'any' || next.kind === 'missing') i += 1;
    if (next.kind === 'same' || next.kind === 'other' || next.kind === 'within' || next.kind === 'extra') j += 1;
  }
  return laid;
}

type Same = readonly ((line: string) => boolean)[];
interface Table { expected: readonly string[]; got: readonly string[]; isSame: Same; costs: Costs }

/** What the rest costs from each pair of positions. */
class Costs {
  readonly #width: number;
  readonly #all: Uint32Array;

  constructor(rows: number, width: number) {
    this.#width = width;
    this.#all = new Uint32Array(rows * width);
  }

  at(i: number, j: number): number {
    return this.#all[i * this.#width + j] ?? 0;
  }

  set(i: number, j: number, value: number): void {
    this.#all[i * this.#width + j] = value;
  }
}

function costsOf(expected: readonly string[], got: readonly string[], isSame: Same): Costs {
  const costs = new Costs(expected.length + 1, got.length + 1);
  for (let i = expected.length; i >= 0; i -= 1) {
    for (let j = got.length; j >= 0; j -= 1) {
      if (i === expected.length && j === got.length) continue;
      const next = step({ expected, got, isSame, costs }, i, j);
      costs.set(i, j, costOf(next) + rest(next, costs, i, j));
    }
  }
  return costs;
}

function rest(next: Beside, costs: Costs, i: number, j: number): number {
  if (next.kind === 'same' || next.kind === 'other') return costs.at(i + 1, j + 1);
  return next.kind === 'any' || next.kind === 'missing' ? costs.at(i + 1, j) : costs.at(i, j + 1);
}

function costOf({ kind }: Beside): number {
  return kind === 'other' || kind === 'missing' || kind === 'extra' ? cost[kind] : 0;
}

/** The cheapest way on from a pair of positions. */
function step({ expected, got, isSame, costs }: Table, i: number, j: number): Beside {
  const [line, came] = [expected[i], got[j]];
  if (line === undefined) return { kind: 'extra', got: came ?? '' };
  if (came === undefined) return line === ellipsis ? { kind: 'any', expected: line } : { kind: 'missing', expected: line };
  if (line === ellipsis) return costs.at(i + 1, j) <= costs.at(i, j + 1) ? { kind: 'any', expected: line } : { kind: 'within', got: came };
  if (isSame[i]?.(came) === true) return { kind: 'same', expected: line, got: came };
  const ways: Beside[] = [{ kind: 'other', expected: line, got: came }, { kind: 'extra', got: came }, { kind: 'missing', expected: line }];
  return ways.reduce((best, way) => (costOf(way) + rest(way, costs, i, j) < costOf(best) + rest(best, costs, i, j) ? way : best));
}

/** Takes what was expected and what came; gives the difference, a line each, marked `-` expected, `+` came. */
export function difference(expected: string, got: string): string {
  return align(linesOf(expected), linesOf(got)).flatMap((beside) => {
    switch (beside.kind) {
      case 'same': return [`  ${beside.got}`];
      case 'any': return [];
      case 'within': return [`  ${beside.got}`];
      case 'missing': return [`- ${beside.expected}`];
      case 'extra': return [`+ ${beside.got}`];
      case 'other': return [`- ${beside.expected}`, `+ ${beside.got}`];
    }
  }).join('\n');
}

/** Takes text; gives its lines, none for no text. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
