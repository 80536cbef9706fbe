/** `handrail audit export`: lines of the record on standard output. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isErrorBody } from '../../common/errors.ts';
import { chainPath, chainsIn } from '../audit/place.ts';
import { linesOf } from '../audit/search.ts';
import { finderOf } from '../audit/wanted.ts';
import type { Config } from '../config/load.ts';
import { type Api, Sorry } from './api.ts';

export interface ExportOptions {
  chain: string;
  from?: string;
  to?: string;
  person?: string;
  kind?: string;
  run?: string;
  environment?: string;
  text?: string;
}

/** Takes the configuration, the server if it answers, and what is wanted; prints it. Gives the status to end with. */
export async function auditExport(config: Config, api: Api, { from, to, chain, ...words }: ExportOptions): Promise<number> {
  const wanted = { ...words, ...timeOf('--from', from, 'from'), ...timeOf('--to', to, 'to') };
  if (!chainsIn(config.paths).includes(chain)) throw new Sorry(`There is no record at ${chainPath(config.paths, chain)}. There are: ${chainsIn(config.paths).join(', ') || 'none'}.`);
  // The text stays here: it may be a secret that somebody looks for, and an address is no place for it.
  const { text = '', ...told } = wanted;
  const lines = await ask(api, { chain, ...told }) ?? linesOf(chainPath(config.paths, chain), told);
  for await (const part of text === '' ? lines : withText(lines, text)) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  return 0;
}

/** Takes lines, in parts that end anywhere, and a text; gives the lines that have it in their event. */
async function* withText(parts: AsyncIterable<string | Uint8Array>, text: string): AsyncGenerator<string> {
  const find = finderOf({ text });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of parts) {
    const lines = (rest + (typeof part === 'string' ? part : decoder.decode(part, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    const matching = lines.filter((line) => find(line) !== null);
    if (matching.length > 0) yield `${matching.join('\n')}\n`;
  }
}

/** What the server answers, or null when none runs here. */
async function ask(api: Api, wanted: Readonly<Record<string, string | number>>): Promise<AsyncIterable<string | Uint8Array> | null> {
  const query = new URLSearchParams(Object.entries(wanted).map(([name, value]): [string, string] => [name, String(value)]));
  let answer: Response;
  try {
    answer = await api.fetch(`${api.base}/api/audit/export?${query}`, { headers: api.authorization() });
  } catch {
    return null;
  }
  if (answer.ok && answer.body !== null) return Readable.fromWeb(answer.body as ReadableStream);
  const { error } = await answer.json().catch(() => ({})) as { error?: unknown };
  // Another data folder's server does not know our credential: then none of ours runs.
  if (!isErrorBody(error) || error.code === 'not-logged-in') return null;
  throw new Sorry(error.message);
}

function timeOf(option: string, given: string | undefined, name: 'from' | 'to'): Partial<Record<'from' | 'to', number>> {
  if (given === undefined) return {};
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw new Sorry(`${option} is a time such as 2026-11-21 or 2026-11-21T09:00Z.`);
  return { [name]: at };
}
