/** What a measurement finds. */

/** One line of the table. */
export interface Row {
  what: string;
  figure: string;
  /** empty where nothing is promised */
  promise: string;
  kept: boolean;
}

/** A number to compare with that of an earlier day. Ratios to the floor are, for machines differ; so are counts and sizes. */
export interface Measure {
  name: string;
  value: number;
  better: 'lower' | 'higher';
}

export interface Finding {
  rows: Row[];
  measures: Measure[];
}

/** Takes milliseconds; gives them as the table shows them. */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

/** Takes bytes; gives them as the table shows them. */
export function mib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(2)} MiB`;
}

/** A line about which nothing is promised. */
export function told(what: string, figure: string): Row {
  return { what, figure, promise: '', kept: true };
}
