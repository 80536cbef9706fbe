/** `handrail audit verify` and `head`: proves the whole record, and tells what to keep of it elsewhere. Reads files only: the server may run or not. */
import type { ChainHead } from '../../common/chain.ts';
import { visible } from '../../common/catalog/visible.ts';
import { Ledger } from '../audit/ledger.ts';
import { auditPlace, chainPath, chainsIn, headsBeside } from '../audit/place.ts';
import { fileSource } from '../audit/source.ts';
import { type ChainReport, type KnownHead, type Report, verify } from '../audit/verify.ts';
import type { Config } from '../config/load.ts';
import { headsIn } from '../store/audit-heads.ts';
import { type Api, Sorry } from './api.ts';

/** A record that does not hold ends the command with this status. */
const broken = 1;

export interface VerifyOptions {
  head?: readonly string[];
  json?: boolean;
}

/** Takes the configuration, the server if it answers, and heads from elsewhere; tells whether the record holds, and where it does not. Gives the status to end with. */
export async function auditVerify(config: Config, api: Api | null, { head = [], json = false }: VerifyOptions = {}): Promise<number> {
  const own = head.map((word) => readHead(word));
  const { paths } = config;
  if (!chainsIn(paths).includes('server')) throw new Sorry(`There is no record at ${chainPath(paths, 'server')}. Set HANDRAIL_DATA as for the server.`);
  const { heads, held } = await headsElsewhere(config, api);
  const known = [...own, ...headsBeside(paths), ...heads];
  const report = verify(auditPlace(paths), known);
  if (json) console.log(JSON.stringify({ ...report, known }));
  else tell(config, report, held);
  return report.isWhole ? 0 : broken;
}

/** Takes the configuration; prints where each chain stands, as `--head` of `verify` takes it. Gives the status to end with. */
export function auditHead({ paths }: Config, json = false): number {
  const heads = chainsIn(paths).flatMap((chain) => {
    const source = fileSource(chainPath(paths, chain));
    if (source === null) return [];
    const ledger = new Ledger(source);
    ledger.walk();
    ledger.close();
    if (ledger.fault !== null) throw new Sorry(`${chainPath(paths, chain)}:${ledger.fault.line}: ${ledger.fault.why}. There is no head to keep of a record that does not hold.`);
    return { chain, ...ledger.head };
  });
  if (heads.length === 0) throw new Sorry(`There is no record at ${chainPath(paths, 'server')}. Set HANDRAIL_DATA as for the server.`);
  if (json) console.log(JSON.stringify(heads));
  else for (const { chain, seq, hash } of heads) console.log(`${chain}=${seq}:${hash}`);
  return 0;
}

/** Takes `SEQ:HASH`, or `CHAIN=SEQ:HASH`; gives the head. */
function readHead(word: string): KnownHead {
  const [, chain = 'server', seq, hash] = /^(?:(server|runner(?:-\d{1,4})?)=)?(\d{1,15}):([0-9a-f]{64})$/.exec(word) ?? [];
  if (seq === undefined || hash === undefined) throw new Sorry(`--head is what \`handrail audit head\` prints, such as server=12:0123…, not “${visible(word).slice(0, 100)}”.`);
  return { chain, head: { seq: Number(seq), hash }, from: 'the head you gave' };
}

/** What the server itself knows, or the database when none runs. */
async function headsElsewhere(config: Config, api: Api | null): Promise<{ heads: KnownHead[]; held: string }> {
  try {
    const head = await api?.get('/api/audit/head') as ChainHead | undefined;
    if (head !== undefined) return { heads: [{ chain: 'server', head, from: 'the server that runs' }], held: 'the server that runs' };
  } catch {
    // One that does not run, or is another data folder's, knows nothing; then the database may.
  }
  const kept = headsIn(config.paths.database);
  const heads = (kept ?? []).map(({ chain, head }) => ({ chain, head, from: 'the database' }));
  return { heads, held: heads.length === 0 ? '' : 'the database' };
}

function tell({ paths }: Config, report: Report, held: string): void {
  for (const chain of report.chains) tellChain(chainPath(paths, chain.chain), chain);
  for (const { chain, line, why } of report.findings) console.log(`${chainPath(paths, chain)}${line === 0 ? '' : `:${line}`}: ${visible(why)}.`);
  if (report.found > report.findings.length) console.log(`And ${report.found - report.findings.length} more.`);
  const { whole, expired, unfinished, unbound, broken: changed, open } = report.recordings;
  const counts = ([[whole, 'whole'], [expired, 'expired'], [unfinished, 'unfinished'], [open, 'without an end yet'], [unbound, 'from before recordings were bound'], [changed, 'broken']] as const).filter(([count]) => count > 0);
  console.log(`Recordings: ${counts.length === 0 ? 'none' : counts.map(([count, what]) => `${count} ${what}`).join(', ')}. Places that hold a runner’s record: ${report.anchors}.`);
  if (held !== '') console.log(`The end was compared with what ${held} knows.`);
  console.log(report.isWhole ? 'The record is unbroken.' : 'The record is broken.');
}

function tellChain(path: string, { records, fault, notes }: ChainReport): void {
  if (fault === null) console.log(`${path}: ${records} ${records === 1 ? 'record' : 'records'}, unbroken.`);
  else console.log(`${path}:${fault.line}: ${fault.why}. What stands before it is unbroken.`);
  for (const note of notes) console.log(`  ${note}`);
}
