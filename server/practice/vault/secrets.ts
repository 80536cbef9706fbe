/**
 * A KV secrets engine, version 2: secrets by path, each with its last ten versions. Pure; names and shapes are those of the
 * API (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2). Paths are names here and never touch a disk.
 */
import { z } from 'zod';

/** A secret's fields. */
export type Fields = Readonly<Record<string, unknown>>;

const versionSchema = z.object({
  /** null when destroyed */
  data: z.record(z.string(), z.unknown()).nullable(),
  /** unix milliseconds */
  created: z.number(),
  deleted: z.number().nullable(),
});
export const secretSchema = z.object({
  created: z.number(),
  updated: z.number(),
  /** number of the first of the versions kept */
  first: z.number(),
  versions: z.array(versionSchema),
});
export type Secret = z.infer<typeof secretSchema>;
type Version = z.infer<typeof versionSchema>;

/** A request that Vault answers with an HTTP status and sentences. */
export class VaultError extends Error {
  readonly status: number;
  readonly errors: readonly string[];

  constructor(status: number, ...errors: string[]) {
    super(errors.join('; '));
    this.status = status;
    this.errors = errors;
  }
}

/** Vault's own defaults: versions kept of a secret (`max_versions`), and what is sensible in a practice world, where all is written at each change. */
export const bounds = Object.freeze({ versions: 10, secrets: 1000, path: 512, fields: 200, bytes: 256 * 1024, allBytes: 4 * 1024 * 1024 });

/** Takes what stands behind `data/` in a path; gives the secret's path. Throws what Vault says of one it cannot take. */
export function secretPath(path: string): string {
  const parts = path.replace(/\/+$/, '').split('/');
  if (parts.includes('..')) throw new VaultError(400, 'path cannot contain parent references');
  if (path.length > bounds.path || parts.some((part) => part === '' || part === '.') || /[\0-\x1f\x7f]/.test(path)) {
    throw new VaultError(400, `"${path.slice(0, 80)}" is no path of a secret: write names with "/" between them`);
  }
  return parts.join('/');
}

export class Secrets {
  readonly #secrets: Map<string, Secret>;
  /** of all fields kept, as JSON */
  #length: number;

  /** Takes what `save` gave. */
  constructor(saved: readonly (readonly [string, Secret])[] = []) {
    this.#secrets = new Map(saved);
    this.#length = saved.reduce((sum, [, secret]) => sum + lengthOf(secret.versions), 0);
  }

  save(): [string, Secret][] {
    return [...this.#secrets];
  }

  /** Takes a path and a version, 0 for the newest; gives fields (null when deleted) and metadata, or null when there is none. */
  read(path: string, number = 0): { data: Fields | null; metadata: Record<string, unknown> } | null {
    const secret = this.#secrets.get(path);
    const wanted = number === 0 ? newest(secret) : number;
    const version = secret?.versions[wanted - secret.first];
    if (version === undefined) return null;
    return { data: version.deleted === null ? version.data : null, metadata: metadataOf(version, wanted) };
  }

  /**
   * Takes a path, fields, the version that must be the newest (null for any) and the time; keeps them as a new version.
   * Gives its metadata. Throws what Vault says when it may not be.
   */
  write(path: string, data: Fields, expected: number | null, now: number): Record<string, unknown> {
    const secret = this.#secrets.get(path) ?? { created: now, updated: now, first: 1, versions: [] };
    if (expected !== null && expected !== newest(secret)) throw new VaultError(400, 'check-and-set parameter did not match the current version');
    if (!this.#secrets.has(path) && this.#secrets.size >= bounds.secrets) throw new VaultError(400, `the practice Vault holds ${bounds.secrets} secrets at most: delete some`);
    if (Object.keys(data).length > bounds.fields) throw new VaultError(400, `a secret of the practice Vault has ${bounds.fields} fields at most`);
    if (Object.hasOwn(data, '__proto__')) throw new VaultError(400, 'no field can have the name __proto__');
    const version: Version = { data: { ...data }, created: now, deleted: null };
    const versions = [...secret.versions, version].slice(-bounds.versions);
    const length = this.#length + lengthOf(versions) - lengthOf(secret.versions);
    if (length > bounds.allBytes) throw new VaultError(400, `the practice Vault holds ${bounds.allBytes / 1024} KiB at most, old versions included: write less, or reset the world`);
    this.#length = length;
    const number = newest(secret) + 1;
    this.#secrets.set(path, { created: secret.created, updated: now, first: number - versions.length + 1, versions });
    return metadataOf(version, number);
  }

  /** The same, with fields put over those of the newest version; a field of null goes. Null when there is no secret to patch. */
  patch(path: string, changes: Fields, expected: number | null, now: number): Record<string, unknown> | null {
    const current = this.read(path)?.data ?? null;
    if (current === null) return null;
    const merged = new Map([...Object.entries(current), ...Object.entries(changes)]);
    return this.write(path, Object.fromEntries([...merged].filter(([, value]) => value !== null)), expected, now);
  }

  /** Takes a path and versions, none for the newest; marks them as deleted. They can be brought back. */
  delete(path: string, numbers: readonly number[], now: number): void {
    this.#mark(path, numbers, now);
  }

  undelete(path: string, numbers: readonly number[]): void {
    this.#mark(path, numbers, null);
  }

  /** Takes a path; forgets the secret with all its versions. */
  forget(path: string): void {
    this.#length -= lengthOf(this.#secrets.get(path)?.versions ?? []);
    this.#secrets.delete(path);
  }

  /** Takes the path of a folder, empty for the first; gives the names in it, folders with a slash at their end. */
  list(folder: string): string[] {
    const before = folder === '' ? '' : `${folder}/`;
    const names = [...this.#secrets.keys()].filter((path) => path.startsWith(before)).map((path) => path.slice(before.length));
    return [...new Set(names.map((name) => name.replace(/\/.*$/, '/')))].sort();
  }

  /** Takes a path; gives what there is to know of the secret but its fields, or null. */
  metadata(path: string): Record<string, unknown> | null {
    const secret = this.#secrets.get(path);
    if (secret === undefined) return null;
    const versions = secret.versions.map((version, at) => {
      const { created_time, deletion_time, destroyed } = metadataOf(version, secret.first + at);
      return [String(secret.first + at), { created_time, deletion_time, destroyed }];
    });
    return {
      cas_required: false, created_time: timeOf(secret.created), current_version: newest(secret), custom_metadata: null,
      delete_version_after: '0s', max_versions: 0, oldest_version: secret.first === 1 ? 0 : secret.first, updated_time: timeOf(secret.updated),
      versions: Object.fromEntries(versions) as Record<string, unknown>,
    };
  }

  #mark(path: string, numbers: readonly number[], deleted: number | null): void {
    const secret = this.#secrets.get(path);
    if (secret === undefined) return;
    for (const number of numbers.length > 0 ? numbers : [newest(secret)]) {
      const version = secret.versions[number - secret.first];
      if (version !== undefined) version.deleted = deleted;
    }
  }
}

/** Throws what is nested deeper than can be written: kept, it would let nothing be written any more. */
function lengthOf(versions: readonly Version[]): number {
  try {
    return JSON.stringify(versions).length;
  } catch {
    throw new VaultError(400, 'the fields are nested too deep: write plain texts');
  }
}

function newest(secret: Secret | undefined): number {
  return secret === undefined ? 0 : secret.first + secret.versions.length - 1;
}

function metadataOf(version: Version, number: number): Record<string, unknown> {
  return {
    created_time: timeOf(version.created), custom_metadata: null, deletion_time: version.deleted === null ? '' : timeOf(version.deleted),
    destroyed: version.data === null, version: number,
  };
}

/** Takes unix milliseconds; gives the time as Vault writes it. */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
