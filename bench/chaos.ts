/**
 * Breaks everything that can break, often, and compares every byte: sockets, servers, runners, clocks, disks, files. Ends
 * with a table, and with status 1 when a byte is lost or doubled, or anything else is not as promised.
 *
 *   node bench/chaos.ts [--seed 1] [--only server-kills] [--share 1]
 *
 * The seed decides streams, faults and their order; what a machine does meanwhile it does not. `--share 0.1` does a tenth.
 */
import { parseArgs } from 'node:util';
import { isKept, type Row, table } from '../test/chaos/tally.ts';
import { type Amounts, outcomeOf, trialsOf } from '../test/chaos/trials.ts';

/** What a server that serves again promises its viewers, in milliseconds. */
const reattachMs = 2_000;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 0x7fffffff)) }, only: { type: 'string' }, share: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const part = (whole: number) => Math.max(1, Math.round(whole * Number(values.share)));
const amounts: Amounts = {
  cuts: part(1_000), serverKills: part(100), runnerKills: part(20), damagedRuns: part(40), clockJumps: { spring: 6, autumn: 6 }, fullDisks: part(5),
};

console.log(`seed ${seed}`);
const began = performance.now();
const rows: Row[] = [];
for (const trial of trialsOf(amounts, seed).filter(({ name }) => values.only === undefined || name === values.only)) {
  const since = performance.now();
  const row = await outcomeOf(trial);
  if (row.reattachMs > reattachMs) row.failures.push(`a viewer took ${(row.reattachMs / 1000).toFixed(2)} s to come back; promised are 2 s`);
  rows.push(row);
  console.log(`\n${isKept([row]) ? '✔' : '✖'} ${trial.name}, ${((performance.now() - since) / 1000).toFixed(0)} s\n${table([row])}`);
}
console.log(`\n${table(rows)}\n\n${((performance.now() - began) / 60_000).toFixed(1)} minutes; seed ${seed}`);
process.exitCode = isKept(rows) ? 0 : 1;
// A trial that broke off may have left something waiting.
setTimeout(() => process.exit(), 5_000).unref();
