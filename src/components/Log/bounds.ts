/** Up to where output is shown whole without a log: what a terminal keeps (`Terminal/screen.ts`), and what a page draws without delay. */
export const bounds = {
  bytes: 512 * 1024,
  lines: 5_000,
  /** output this short, in bytes, has no more lines than that: each ends with two bytes */
  surelyShort: 10_000,
} as const;
