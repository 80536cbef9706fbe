/** A message of a topic, and the line it is kept as: words between tabs, since shell programs in pods read them. Pure. */
import { createHash } from 'node:crypto';

export interface Message {
  /** counts the topic's messages, whatever their partition */
  number: number;
  partition: number;
  offset: number;
  /** unix milliseconds */
  time: number;
  /** empty when it has none */
  key: string;
  value: string;
}

/** Takes a message; gives its line. */
export function toLine({ number, partition, offset, time, key, value }: Message): string {
  // An empty word would be lost: a shell takes tabs in a row for one.
  return [number, partition, offset, time, oneLine(key) || '-', oneLine(value)].join('\t') + '\n';
}

/** Takes lines; gives their messages, and leaves out what is none. */
export function parseLines(text: string): Message[] {
  return text.split('\n').flatMap((line) => {
    const [number = '', partition = '', offset = '', time = '', key = '', ...value] = line.split('\t');
    const numbers = [number, partition, offset, time];
    if (!numbers.every((one) => /^\d{1,15}$/.test(one))) return [];
    return [{ number: Number(number), partition: Number(partition), offset: Number(offset), time: Number(time), key: key === '-' ? '' : key, value: value.join('\t') }];
  });
}

/** Takes a key, a message's number and how many partitions there are; gives the one it goes to: always the same for a key, in turn without. */
export function partitionOf(key: string, number: number, partitions: number): number {
  if (partitions <= 1) return 0;
  return key === '' ? number % partitions : createHash('sha256').update(key).digest().readUInt32BE(0) % partitions;
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n\0]/g, ' ');
}
