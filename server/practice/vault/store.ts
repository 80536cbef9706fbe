/**
 * A world's Vault: its secrets and tokens, and the file both are kept in, `<world>/vault.json`. The file is read anew when
 * somebody else has put another in its place, as restoring a snapshot does.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeWhole } from '../state-file.ts';
import { secretSchema, Secrets } from './secrets.ts';
import type { SeedSecrets } from './seed.ts';
import { Tokens, tokenSchema } from './tokens.ts';

const stored = z.object({
  version: z.literal(1),
  clusterId: z.string(),
  secrets: z.array(z.tuple([z.string(), secretSchema])),
  tokens: z.array(tokenSchema),
});

export interface VaultState {
  clusterId: string;
  secrets: Secrets;
  tokens: Tokens;
}

export interface VaultStoreOptions {
  /** of the world; it is there */
  folder: string;
  seed: SeedSecrets;
  /** the world's time, unix milliseconds */
  now(): number;
}

export class VaultStore {
  readonly #options: VaultStoreOptions;
  readonly #file: string;
  #state: VaultState | null = null;
  /** what told the file apart when it was read or written */
  #mark = '';

  constructor(options: VaultStoreOptions) {
    this.#options = options;
    this.#file = fileOf(options.folder);
  }

  /** Gives what the Vault holds now; begins a new one where there is none, or none that can be read. */
  get state(): VaultState {
    if (this.#state !== null && markOf(this.#file) === this.#mark) return this.#state;
    this.#state = read(this.#file);
    if (this.#state !== null) {
      this.#mark = markOf(this.#file);
      return this.#state;
    }
    if (existsSync(this.#file)) renameSync(this.#file, `${this.#file}.unreadable-${Date.now()}`);
    this.#state = begin(this.#options);
    this.#mark = '';
    this.save();
    return this.#state;
  }

  /** Writes what the Vault holds, whole or not at all. To be called after each change, before it is answered. */
  save(): void {
    const { clusterId, secrets, tokens } = this.state;
    writeWhole(this.#file, JSON.stringify({ version: 1, clusterId, secrets: secrets.save(), tokens: tokens.save() }));
    this.#mark = markOf(this.#file);
  }
}

/**
 * Takes the folder of a world and what its Vault begins with; gives the token of its administrator, who may do everything,
 * for scenarios. The Vault is made when it is not there.
 */
export function rootToken(options: VaultStoreOptions): string {
  const store = new VaultStore(options);
  const known = store.state.tokens.save().find(({ expires, policies }) => expires === null && policies.includes('root'));
  if (known !== undefined) return known.id;
  const made = store.state.tokens.issue(rootAbout, null, options.now());
  store.save();
  return made.id;
}

const rootAbout = { path: 'auth/token/root', displayName: 'root', username: null, policies: ['root'] };

function begin({ seed, now }: VaultStoreOptions): VaultState {
  const secrets = new Secrets();
  for (const [path, fields] of Object.entries(seed)) secrets.write(path, fields, 0, now());
  const tokens = new Tokens();
  tokens.issue(rootAbout, null, now());
  return { clusterId: randomUUID(), secrets, tokens };
}

function read(file: string): VaultState | null {
  const { data } = stored.safeParse(readJson(file));
  return data === undefined ? null : { clusterId: data.clusterId, secrets: new Secrets(data.secrets), tokens: new Tokens(data.tokens) };
}

function markOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

function fileOf(folder: string): string {
  return join(folder, 'vault.json');
}
