/**
 * The topics of one Kafka and their messages: kept in files, a topic a file, and told to the pods by a notice board.
 * Only this process writes them. What a message says comes from pods: its length and number are bounded.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../state-file.ts';
import type { NoticeBoard } from '../notice-board.ts';
import { type Message, parseLines, partitionOf, toLine } from './message.ts';

export interface Topic {
  name: string;
  partitions: number;
  replicas: number;
  config: Readonly<Record<string, unknown>>;
}

/** Messages of a topic that are kept, their characters together and those of one. Kafka would keep them for `retention.ms`. */
export const bounds = { messages: 400, characters: 256 * 1024, value: 8 * 1024, key: 256, topics: 200 } as const;
/** Topics written at a time; the others wait for the next. */
const writtenAtOnce = 20;
/** So many more may gather before the oldest go. */
const slack = 100;

export class TopicStore {
  readonly #folder: string;
  readonly #board: NoticeBoard;
  readonly #topics = new Map<string, { topic: Topic; messages: Message[]; characters: number }>();
  /** topics with messages that are not in their file yet: many may come at a time, and each time the whole file is written */
  readonly #unwritten = new Set<string>();
  #told: string | null = null;

  /** Takes a folder of its own and the board the pods read; makes the folder. Messages of earlier topics are read when those come back. */
  constructor(folder: string, board: NoticeBoard) {
    this.#folder = folder;
    this.#board = board;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Gives the topics by name. */
  topics(): Topic[] {
    return [...this.#topics.values()].map(({ topic }) => topic).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Takes a topic's name; gives its messages, the oldest first, or null when there is no such topic. */
  messages(name: string): readonly Message[] | null {
    return this.#topics.get(name)?.messages ?? null;
  }

  /** Takes a topic with a name Kafka allows; it is there from now on. Tells whether that changed anything; throws when there are too many. */
  ensure(topic: Topic): boolean {
    const known = this.#topics.get(topic.name);
    if (known !== undefined && JSON.stringify(known.topic) === JSON.stringify(topic)) return false;
    if (known === undefined && this.#topics.size >= bounds.topics) throw new Error(`a practice Kafka has room for ${bounds.topics} topics`);
    const messages = known?.messages ?? this.#read(topic.name);
    this.#write(topic.name, messages);
    this.#topics.set(topic.name, { topic, messages, characters: messages.reduce((sum, one) => sum + lengthOf(one), 0) });
    return true;
  }

  /** Takes a topic's name; it and its messages are gone from now on. */
  drop(name: string): void {
    if (!this.#topics.delete(name)) return;
    rmSync(join(this.#folder, name), { force: true });
    this.#board.remove(`topic.${name}`);
  }

  /** Takes a topic, a key, a value and the time; adds the message, for `flush` to keep. Tells whether there is such a topic. */
  append(name: string, key: string, value: string, now: number): boolean {
    const found = this.#topics.get(name);
    if (found === undefined) return false;
    const { messages, topic } = found;
    const number = (messages.at(-1)?.number ?? 0) + 1;
    const partition = partitionOf(key, number, topic.partitions);
    const offset = (messages.findLast((one) => one.partition === partition)?.offset ?? -1) + 1;
    const message = { number, partition, offset, time: Math.round(now), key: own(key.slice(0, bounds.key)), value: own(value.slice(0, bounds.value)) };
    messages.push(message);
    found.characters += lengthOf(message);
    if (messages.length > bounds.messages + slack || found.characters > 2 * bounds.characters) {
      while (messages.length > bounds.messages || found.characters > bounds.characters) found.characters -= lengthOf(messages.shift() as Message);
    }
    this.#unwritten.add(name);
    return true;
  }

  /** Keeps what was added, and shows it to the pods. */
  flush(): void {
    for (const name of [...this.#unwritten].slice(0, writtenAtOnce)) {
      const messages = this.#topics.get(name)?.messages;
      if (messages !== undefined) this.#write(name, messages);
      this.#unwritten.delete(name);
    }
  }

  /** Takes lines that tell of the topics, as `kafka-topics.sh` reads them; shows them to the pods. */
  tell(lines: readonly string[]): void {
    const content = lines.map((line) => `${line}\n`).join('');
    if (content === this.#told) return;
    this.#told = content;
    this.#board.write('topics', content);
  }

  /** Drops every topic that is not named. */
  keepOnly(names: ReadonlySet<string>): void {
    const kept = [...this.#topics.keys(), ...readdirSync(this.#folder)];
    for (const name of kept.filter((one) => !names.has(one))) {
      this.drop(name);
      rmSync(join(this.#folder, name), { force: true });
    }
  }

  #read(name: string): Message[] {
    try {
      return parseLines(readFileSync(join(this.#folder, name), 'utf8')).slice(-bounds.messages);
    } catch {
      return []; // it is new
    }
  }

  #write(name: string, messages: readonly Message[]): void {
    const content = messages.map(toLine).join('');
    writeWhole(join(this.#folder, name), content);
    this.#board.write(`topic.${name}`, content);
  }
}

function lengthOf({ key, value }: Message): number {
  return key.length + value.length;
}

/** A part of a text holds on to all of it: 64 KiB of an outbox for each of its lines. This is a text of its own. */
function own(text: string): string {
  return Buffer.from(text).toString();
}
