/** What kinds of objects the API has: one Resource each, and the registry that finds them. */
export interface Subresource {
  name: string;
  /** kind that discovery tells, with its group and version when they are not the resource's own */
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
}

export interface Resource {
  /** empty for core */
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  subresources: readonly Subresource[];
}

/** Takes a resource; gives the apiVersion of its objects. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

export class ResourceRegistry {
  readonly all: readonly Resource[];
  readonly #byPath = new Map<string, Resource>();
  readonly #byKind = new Map<string, Resource>();

  constructor(all: readonly Resource[]) {
    this.all = all;
    for (const resource of all) {
      this.#byPath.set(`${apiVersionOf(resource)}/${resource.plural}`, resource);
      this.#byKind.set(`${apiVersionOf(resource)}/${resource.kind}`, resource);
    }
  }

  /** Takes an apiVersion and a plural; gives the resource, if there is one. */
  byPlural(apiVersion: string, plural: string): Resource | undefined {
    return this.#byPath.get(`${apiVersion}/${plural}`);
  }

  /** Takes an apiVersion and a kind; gives the resource, if there is one. */
  byKind(apiVersion: string, kind: string): Resource | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** Gives the groups in the order they were declared, core as ''. */
  groups(): string[] {
    return [...new Set(this.all.map((resource) => resource.group))];
  }

  /** Takes a group; gives its versions. */
  versions(group: string): string[] {
    return [...new Set(this.all.filter((resource) => resource.group === group).map((resource) => resource.version))];
  }

  /** Takes a group and a version; gives its resources. */
  in(group: string, version: string): Resource[] {
    return this.all.filter((resource) => resource.group === group && resource.version === version);
  }
}
