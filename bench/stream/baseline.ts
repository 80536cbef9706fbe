/**
 * What was measured when the baseline was written, and how today's figures stand to it. A figure that is worse by more than
 * the tolerance is told: the machine may be busy, or something has become slower.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from './finding.ts';

const file = join(import.meta.dirname, '../baseline.json');

interface Kept {
  value: number;
  better: Measure['better'];
  /** share of the value that it may be worse by */
  tolerance: number;
}

export type Baseline = Record<string, Kept>;

/** Ratios differ by so much from run to run on a machine that others share; what is no ratio differs with the machine, too. */
const tolerances = { ratio: 0.4, other: 1 } as const;

/** Gives the baseline, empty when there is none. */
export function readBaseline(): Baseline {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Takes today's figures; writes those in place of the ones of the same names, each with the tolerance it had. */
export function updateBaseline(measures: readonly Measure[]): void {
  const baseline = readBaseline();
  for (const { name, value, better } of measures) baseline[name] = { value: Number(value.toPrecision(3)), better, tolerance: baseline[name]?.tolerance ?? tolerances[name.includes(' / ') ? 'ratio' : 'other'] };
  const sorted = Object.fromEntries(Object.entries(baseline).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Takes a baseline and today's figures; gives a sentence on each that has got worse beyond its tolerance. */
export function worse(baseline: Baseline, measures: readonly Measure[]): string[] {
  return measures.flatMap(({ name, value }) => {
    const kept = baseline[name];
    if (kept === undefined) return [];
    const { value: before, better, tolerance } = kept;
    const isWorse = better === 'lower' ? value > before * (1 + tolerance) : value < before * (1 - tolerance);
    return isWorse ? [`${name}: ${Number(value.toPrecision(3))}; the baseline has ${before}, and ${Math.round(tolerance * 100)} % worse is borne`] : [];
  });
}
