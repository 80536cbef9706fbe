/**
 * How pods send messages to Kafka: each adds lines (`topic`, `key`, `value`, tabs between) to the file `kafka-outbox` in its
 * folder of the network, and this process takes them from there. The file is a pod's: it may be a link, a pipe, or endless.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface Sent { topic: string; key: string; value: string }

/** Taken at a time from one pod. */
const most = 64 * 1024;

/** Takes a pod's folder and how much of its outbox is known, bytes; gives what was sent since, in whole lines, and how much is known then. */
export function takeOutbox(folder: string, known: number): { sent: Sent[]; known: number } {
  let file: number;
  try {
    // The folder is ours, so that only the last name can be a link; a pipe must not hold us up.
    file = openSync(join(folder, 'kafka-outbox'), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return { sent: [], known: 0 }; // nothing was sent yet
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return { sent: [], known };
    // Shorter than before: it began anew.
    const from = found.size < known ? 0 : known;
    const bytes = Buffer.alloc(Math.min(most, found.size - from));
    const length = readSync(file, bytes, 0, bytes.length, from);
    const end = bytes.subarray(0, length).lastIndexOf('\n') + 1;
    // A line without end would hold up all that follow.
    if (end === 0) return { sent: [], known: length === most ? from + length : from };
    return { sent: parse(bytes.toString('utf8', 0, end)), known: from + end };
  } finally {
    closeSync(file);
  }
}

function parse(text: string): Sent[] {
  return text.split('\n').flatMap((line) => {
    const [topic = '', key = '', ...value] = line.split('\t');
    return topic === '' || value.length === 0 ? [] : [{ topic, key, value: value.join(' ') }];
  });
}
