/**
 * The values of Secrets are kept from a step that only reads: it sees which keys there are and how long their values, as
 * `kubectl describe` tells them, and no more. What cannot be read as Secrets is not passed on. Pure, but for `Withholder`.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** One document, or one event of a watch. An API server sends Secrets of 1 MiB each, and lists of 500. */
const mostBytes = 64 * 1024 * 1024;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const kept = '(not shown to a step that only reads)';

type Json = Record<string, unknown>;

/** Takes an answer about Secrets; gives it without their values. Throws when it is none of the forms they come in. */
export function withhold(document: unknown): unknown {
  if (!isRecord(document)) throw new TypeError('not an object');
  const { kind } = document;
  if (kind === 'Status' || kind === 'PartialObjectMetadata' || kind === 'PartialObjectMetadataList') return bare(document);
  if (kind === 'Secret') return hidden(document);
  if (kind === 'SecretList') return { ...document, items: listOf(document['items']).map(hidden) };
  if (kind === 'Table') return { ...document, rows: listOf(document['rows']).map(rowOf) };
  if (kind === undefined && isRecord(document['object'])) return { type: document['type'], object: withhold(document['object']) };
  throw new TypeError('not of Secrets');
}

function rowOf(row: unknown): unknown {
  if (!isRecord(row)) throw new TypeError('not a row');
  return isRecord(row['object']) ? { ...row, object: hidden(row['object']) } : row;
}

function hidden(secret: unknown): Json {
  if (!isRecord(secret)) throw new TypeError('not a Secret');
  const { data, stringData, ...rest } = bare(secret);
  return {
    ...rest,
    ...(isRecord(data) ? { data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, starsFor(value)])) } : {}),
    ...(isRecord(stringData) ? { stringData: Object.fromEntries(Object.keys(stringData).map((key) => [key, kept])) } : {}),
  };
}

/** What was applied last is noted beside it, values and all. */
function bare(object: Json): Json {
  const { metadata, items, ...rest } = object;
  const inner = Array.isArray(items) ? { items: items.map((item) => (isRecord(item) ? bare(item) : item)) } : {};
  if (!isRecord(metadata) || !isRecord(metadata['annotations']) || !Object.hasOwn(metadata['annotations'], lastApplied)) return { ...rest, ...inner, ...(metadata === undefined ? {} : { metadata }) };
  return { ...rest, ...inner, metadata: { ...metadata, annotations: { ...metadata['annotations'], [lastApplied]: kept } } };
}

function starsFor(value: unknown): string {
  const length = typeof value === 'string' ? Buffer.byteLength(value, 'base64') : 0;
  return Buffer.alloc(length, '*').toString('base64');
}

function listOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes what a client accepts; gives what to ask for instead: JSON and tables, which can be read here. */
export function readableAccept(accept: string): string {
  return accept.split(',').map((type) => type.trim()).filter((type) => /^application\/json(;|$)/i.test(type)).join(',') || 'application/json';
}

/** A stream of JSON, one document or the events of a watch line by line, through which no value of a Secret passes. */
export class Withholder extends Transform {
  readonly #isWatch: boolean;
  #held: Buffer[] = [];
  #bytes = 0;

  /** Takes whether it is a watch. It breaks off with an error at what it cannot read. */
  constructor(isWatch: boolean) {
    super();
    this.#isWatch = isWatch;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    try {
      for (let at = this.#isWatch ? rest.indexOf(10) : -1; at !== -1; at = rest.indexOf(10)) {
        this.#hold(rest.subarray(0, at));
        rest = rest.subarray(at + 1);
        this.#pass();
      }
      this.#hold(rest);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.#pass();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > mostBytes) throw new RangeError('too many Secrets at once');
  }

  #pass(): void {
    const text = Buffer.concat(this.#held).toString('utf8');
    this.#held = [];
    this.#bytes = 0;
    if (text.trim() !== '') this.push(`${JSON.stringify(withhold(JSON.parse(text)))}\n`);
  }
}
