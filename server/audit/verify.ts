/** Walks an audit record and proves that no line of it was changed, left out, moved or repeated. */
import { type ChainHead, type ChainRecord, chainStart, faultOf } from '../../common/chain.ts';

/** Takes the text of a record; gives null when the chain holds, else the number of the first bad line and what is wrong. */
export function firstFault(text: string): { line: number; why: string } | null {
  const lines = text.split('\n');
  if (lines.pop() !== '') return { line: lines.length + 1, why: 'the last line is not finished' };
  let head: ChainHead = chainStart;
  for (const [index, line] of lines.entries()) {
    const record = parse(line);
    const why = record === null ? 'this is not a record' : faultOf(head, record);
    if (record === null || why !== null) return { line: index + 1, why: why ?? '' };
    head = record;
  }
  return null;
}

function parse(line: string): ChainRecord<unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'hash' in value ? value as ChainRecord<unknown> : null;
  } catch {
    return null;
  }
}
