/**
 * Makes Secrets of what the world's Vault holds, as the Vault secrets operator does. It reads a path at most once an hour:
 * who cannot wait deletes the Secret, which then is made anew.
 */
import { isDeepStrictEqual } from 'node:util';
import { formatTime } from '../../cluster/clock.ts';
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import { vaultSecrets } from '../../cluster/custom/vault.ts';
import { type JsonObject, type KubeObject, controllerOf, ownerReference } from '../../cluster/object.ts';
import { secrets } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';

/** How often a path is read, in milliseconds of the world's time. */
const readEvery = 3_600_000;
/** When a path that could not be read is tried again. */
const retryAfter = 60_000;

interface VaultSecret extends KubeObject {
  spec: { path?: string; type?: string; keys?: string[] };
  status?: { conditions?: JsonObject[] };
}

interface Secret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

/** Takes a secret's path with its mount; gives the fields of its newest version, or null when there is none. */
export type VaultReader = (path: string) => Readonly<Record<string, unknown>> | null;

export class VaultSecretController implements Controller {
  readonly name = 'vault-secrets-operator';
  readonly #context: ControllerContext;
  readonly #read: VaultReader;

  constructor(context: ControllerContext, read: VaultReader) {
    this.#context = context;
    this.#read = read;
  }

  keys({ resource, object }: Change): string[] {
    if (resource === vaultSecrets) return [`${object.metadata.namespace ?? ''}/${object.metadata.name}`];
    const owner = resource === secrets ? controllerOf(object) : undefined;
    return owner?.kind === 'VaultSecret' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const wanted = this.#context.storage.get<VaultSecret>(vaultSecrets, namespace, name);
    if (!wanted || wanted.metadata.deletionTimestamp !== undefined) return undefined;
    const secret = this.#context.storage.get<Secret>(secrets, namespace, name);
    if (secret && controllerOf(secret)?.uid !== wanted.metadata.uid) {
      this.#tell(wanted, false, `a Secret ${name} is there already, and it is not of this VaultSecret`);
      return retryAfter;
    }
    const now = this.#context.clock.now();
    const due = dueAt(wanted, messageOf(wanted)) - now;
    if (secret && due > 0) return due;
    return this.#make(wanted, secret);
  }

  #make(wanted: VaultSecret, secret: Secret | undefined): number {
    const path = wanted.spec.path ?? '';
    const fields = this.#read(path);
    if (fields === null) {
      this.#tell(wanted, false, `there is nothing to read at ${path} in Vault`);
      return retryAfter;
    }
    const data = encoded(fields, wanted.spec.keys ?? []);
    const { name, namespace = '', labels } = wanted.metadata;
    const next = { metadata: { name, namespace, ...(labels ? { labels } : {}), ownerReferences: [ownerReference(wanted)] }, type: wanted.spec.type ?? 'Opaque', data };
    if (!secret) this.#context.objects.create(secrets, namespace, next);
    else if (!isDeepStrictEqual(secret.data, data)) this.#context.objects.update(secrets, { ...secret, data } as Secret);
    this.#tell(wanted, true, messageOf(wanted));
    return readEvery;
  }

  /** The condition's time is when the path was read last. */
  #tell(wanted: VaultSecret, made: boolean, message: string): void {
    const now = formatTime(this.#context.clock.now());
    const condition = { type: 'SecretCreated', status: made ? 'True' : 'False', reason: made ? 'Created' : 'CreateFailed', message, lastTransitionTime: now };
    const before = conditionOf(wanted);
    if (!made && before && isDeepStrictEqual({ ...condition, lastTransitionTime: '' }, { ...before, lastTransitionTime: '' })) return;
    this.#context.objects.update(vaultSecrets, { ...wanted, status: { conditions: [condition] } }, { part: 'status' });
  }
}

function messageOf({ spec }: VaultSecret): string {
  return `Secret was created from ${spec.path ?? ''}`;
}

function conditionOf({ status }: VaultSecret): JsonObject | undefined {
  return status?.conditions?.find((condition) => condition['type'] === 'SecretCreated');
}

/** When the path is to be read again: at once when it is another one than before. */
function dueAt(wanted: VaultSecret, message: string): number {
  const condition = conditionOf(wanted);
  if (condition?.['status'] !== 'True' || condition['message'] !== message) return 0;
  return Date.parse(String(condition['lastTransitionTime'])) + readEvery;
}

function encoded(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, string> {
  const chosen = Object.entries(fields).filter(([name]) => keys.length === 0 || keys.includes(name));
  return Object.fromEntries(chosen.map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    return [name, Buffer.from(text).toString('base64')];
  }));
}
