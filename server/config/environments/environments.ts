/** Reads environments.yaml: where steps may run and by which rules. Every mistake is listed at once, each with its line and column. */
import { digestOf } from '../../../common/catalog/digest.ts';
import type { Window } from '../../../common/catalog/window.ts';
import type { Rule } from '../../../common/policy.ts';
import { parseSettingsFile, readSettingsFile } from '../yaml-file.ts';
import type { HttpEndpoint, KubernetesEndpoint, RedisEndpoint, TcpEndpoint } from './endpoints.ts';
import { environmentsFile } from './schema.ts';

export interface Environment {
  readonly name: string;
  readonly title: string;
  /** the level the machine's sandbox must reach before anything runs here */
  readonly level: 'contained' | 'limited';
  /** null offers every target */
  readonly targets: readonly string[] | null;
  /** whether a change outside a target's maintenance window needs a reason here, or the page only says so */
  readonly windows: 'enforced' | 'told';
  /** the hours in which it is in use */
  readonly inUse: readonly Window[];
  /** by the name of the context that runbooks use */
  readonly kubernetes: Readonly<Record<string, KubernetesEndpoint>>;
  readonly redis: Readonly<Record<string, RedisEndpoint>>;
  readonly tcp: Readonly<Record<string, TcpEndpoint>>;
  readonly http: Readonly<Record<string, HttpEndpoint>>;
  /** days that the output of runs is kept, and bytes of it together; null where the server's own setting or nothing bounds it */
  readonly keep: { readonly days: number | null; readonly size: number | null };
  /** variables of every step */
  readonly variables: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  /** of all of the above, so that two processes know that they go by the same */
  readonly digest: string;
}

export type Environments = ReadonlyMap<string, Environment>;

/** Takes the path of the file; gives the environments. Throws `bad-config` with every problem, one a line. */
export function loadEnvironments(path: string): Environments {
  return parseEnvironments(readSettingsFile(path, 'It says where steps may run; bring it back from git.'), path);
}

/** Takes the file's text and its name for messages; gives the environments. Throws `bad-config` with every problem. */
export function parseEnvironments(text: string, path: string): Environments {
  const { environments } = parseSettingsFile(text, path, environmentsFile);
  return new Map(Object.entries(environments).map(([called, { 'in-use': inUse, ...given }]) =>
    [called, Object.freeze({ name: called, ...given, inUse, digest: digestOf({ called, inUse, ...given }) })]));
}
