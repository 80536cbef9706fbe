/** What may be asked of a long output: checked by the server and by the runner. The page takes the types only. */
import { z } from 'zod';
import { mostRows, mostWanted } from './part.ts';

const whole = z.int().nonnegative();

export const partAsk = z.strictObject({
  /** where the part begins: at a row, at a line (counted from 1), or so that it ends with the output */
  at: z.union([z.strictObject({ row: whole }), z.strictObject({ line: whole.min(1) }), z.literal('tail')]),
  rows: z.int().min(0).max(mostRows),
  /** answer what can be told at once, rather than wait until lines are counted */
  atOnce: z.boolean(),
});

export const searchAsk = z.strictObject({
  wanted: z.string().min(1).max(mostWanted).regex(/^[^\n\r]*$/, 'must be one line'),
  /** whether capitals matter */
  capitals: z.boolean(),
  /** the first row to look at; from there on down, or up to the beginning */
  from: whole,
  back: z.boolean(),
  /** rows to find at most */
  most: z.int().min(1).max(1_000),
});

export type PartAsk = z.infer<typeof partAsk>;
export type SearchAsk = z.infer<typeof searchAsk>;
