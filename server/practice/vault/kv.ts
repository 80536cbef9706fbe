/** The paths of the KV engine: `data`, `metadata` and `undelete`. Pure but for the secrets it is given. */
import type { Answer, Asked } from './request.ts';
import { secretPath, type Secrets, VaultError } from './secrets.ts';

/** Takes the secrets, a request whose path stands behind the verb, and the verb; gives what is asked to see. Throws `VaultError`. */
export function readData(secrets: Secrets, { path, query, capability }: Asked, verb: string): Answer {
  if (capability === 'list') {
    if (verb !== 'metadata') throw new VaultError(405, 'unsupported operation');
    const keys = secrets.list(path.replace(/\/+$/, '') === '' ? '' : secretPath(path));
    return keys.length === 0 ? { status: 404, body: { errors: [] } } : { status: 200, body: { data: { keys } } };
  }
  const where = secretPath(path);
  const data = verb === 'data' ? secrets.read(where, versionOf(query.get('version'))) : secrets.metadata(where);
  if (data === null || verb === 'undelete') return { status: 404, body: { errors: [] } };
  // A version that was deleted is told of, without its fields.
  return { status: verb === 'data' && data['data'] === null ? 404 : 200, body: { data } };
}

/** The same for what changes something. */
export function writeData(secrets: Secrets, asked: Asked, verb: string): Answer {
  const path = secretPath(asked.path);
  const { capability, body, now } = asked;
  if (capability === 'delete' && verb === 'data') secrets.delete(path, [], now);
  else if (capability === 'delete' && verb === 'metadata') secrets.forget(path);
  else if (capability === 'update' && verb === 'undelete') secrets.undelete(path, numbersIn(body['versions']));
  else if (verb === 'data' && capability !== 'delete') return writeVersion(secrets, path, asked);
  else throw new VaultError(405, 'unsupported operation');
  return { status: 204 };
}

function writeVersion(secrets: Secrets, path: string, { capability, body, now }: Asked): Answer {
  const { data, options } = body;
  if (!isObject(data)) throw new VaultError(400, 'no data provided');
  const cas = isObject(options) && typeof options['cas'] === 'number' ? options['cas'] : null;
  const written = capability === 'patch' ? secrets.patch(path, data, cas, now) : secrets.write(path, data, cas, now);
  return written === null ? { status: 404, body: { errors: [] } } : { status: 200, body: { data: written } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionOf(text: string | null): number {
  if (text === null || text === '') return 0;
  if (!/^\d{1,9}$/.test(text)) throw new VaultError(400, 'the version must be a number');
  return Number(text);
}

function numbersIn(value: unknown): number[] {
  const numbers = Array.isArray(value) ? value.map(Number).filter((number) => Number.isInteger(number) && number > 0) : [];
  if (numbers.length === 0) throw new VaultError(400, 'No version number provided');
  return numbers;
}
