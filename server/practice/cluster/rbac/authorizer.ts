/**
 * Who may do what, by the cluster's own roles and bindings. They are read into an index once after they changed, so that
 * a request costs a look into two maps (as k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac decides it).
 */
import { isRecord } from '../object.ts';
import { notFound } from '../status.ts';
import type { Storage } from '../storage.ts';
import type { Attributes } from './attributes.ts';
import { type BindingObject, type RoleObject, type RoleRef, type Subject, clusterRoleBindings, clusterRoles, roleBindings, roles } from './kinds.ts';
import { type PolicyRule, readRules, ruleAllows } from './rule.ts';
import { type User, mastersGroup } from './user.ts';

export interface Decision {
  allowed: boolean;
  /** what allows it, or what went wrong while looking; often empty */
  reason: string;
}

/** What one binding gives to one subject. */
interface Grant {
  rules: readonly PolicyRule[];
  source: string;
  /** set when the binding names a role that is not there */
  error?: string;
}

/** by subject: `User x`, `Group x` */
type Grants = Map<string, Grant[]>;
/** roles already read, by kind, namespace and name */
type Known = Map<string, Omit<Grant, 'source'>>;

interface Index {
  everywhere: Grants;
  within: Map<string, Grants>;
}

const watched = new Set([roles, clusterRoles, roleBindings, clusterRoleBindings]);

export class Authorizer {
  readonly #storage: Storage;
  readonly #unsubscribe: () => void;
  #index: Index | null = null;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#unsubscribe = storage.onChange(({ resource }) => { if (watched.has(resource)) this.#index = null; });
  }

  /** Takes who asks and what; decides. */
  decide(user: User, asked: Attributes): Decision {
    if (user.groups.includes(mastersGroup)) return { allowed: true, reason: '' };
    const errors: string[] = [];
    for (const grant of this.#grants(user, 'path' in asked ? '' : asked.namespace)) {
      if (grant.rules.some((rule) => ruleAllows(rule, asked))) return { allowed: true, reason: `RBAC: allowed by ${grant.source}` };
      if (grant.error !== undefined) errors.push(grant.error);
    }
    return { allowed: false, reason: errors.length === 0 ? '' : `RBAC: ${aggregate(errors)}` };
  }

  /** Takes a user and a namespace ('' for none); gives the rules that hold there, and what went wrong while looking. */
  rulesFor(user: User, namespace: string): { rules: PolicyRule[]; error: string } {
    const grants = [...this.#grants(user, namespace)];
    const errors = grants.flatMap(({ error }) => (error === undefined ? [] : [error]));
    return { rules: grants.flatMap(({ rules }) => [...rules]), error: errors.length === 0 ? '' : aggregate(errors) };
  }

  /** Takes what a binding refers to and the binding's namespace; gives the rules of that role. Throws 404. */
  rulesOfRole(ref: RoleRef, namespace: string): PolicyRule[] {
    const resource = ref.kind === 'Role' ? roles : clusterRoles;
    const role = this.#storage.get<RoleObject>(resource, ref.kind === 'Role' ? namespace : '', ref.name);
    if (!role) throw notFound(resource, ref.name);
    return readRules(role.rules);
  }

  /** Ends listening to changes. */
  close(): void {
    this.#unsubscribe();
  }

  *#grants({ name, groups }: User, namespace: string): Iterable<Grant> {
    const index = this.#index ??= this.#read();
    const keys = [`User ${name}`, ...groups.map((group) => `Group ${group}`)];
    for (const grants of [index.everywhere, namespace === '' ? undefined : index.within.get(namespace)]) {
      if (grants) for (const key of keys) yield* grants.get(key) ?? [];
    }
  }

  #read(): Index {
    const index: Index = { everywhere: new Map(), within: new Map() };
    const known: Known = new Map();
    for (const binding of this.#storage.list<BindingObject>(clusterRoleBindings)) this.#add(index.everywhere, binding, '', known);
    for (const binding of this.#storage.list<BindingObject>(roleBindings)) {
      const namespace = binding.metadata.namespace ?? '';
      let grants = index.within.get(namespace);
      if (!grants) index.within.set(namespace, grants = new Map());
      this.#add(grants, binding, namespace, known);
    }
    return index;
  }

  #add(grants: Grants, binding: BindingObject, namespace: string, known: Known): void {
    if (!isRecord(binding.roleRef)) return;
    const { kind, name } = binding.roleRef;
    const role = `${kind} ${kind === 'Role' ? namespace : ''}/${name}`;
    let found = known.get(role);
    if (!found) known.set(role, found = this.#rulesOrError(binding.roleRef, namespace));
    for (const subject of Array.isArray(binding.subjects) ? binding.subjects : []) {
      const key = isRecord(subject) ? keyOf(subject, namespace) : null;
      if (key === null) continue;
      const grant = { ...found, source: describe(binding, subject, namespace) };
      const others = grants.get(key);
      if (others) others.push(grant);
      else grants.set(key, [grant]);
    }
  }

  #rulesOrError(ref: RoleRef, namespace: string): Omit<Grant, 'source'> {
    try {
      return { rules: this.rulesOfRole(ref, namespace) };
    } catch {
      return { rules: [], error: `${String(ref.kind).toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(ref.name)} not found` };
    }
  }
}

/** A service account asks under its long name. */
function keyOf({ kind, name, namespace }: Subject, home: string): string | null {
  if (kind === 'User' || kind === 'Group') return `${kind} ${name}`;
  const within = namespace ?? home;
  return kind === 'ServiceAccount' && within !== '' ? `User system:serviceaccount:${within}:${name}` : null;
}

function describe({ metadata, roleRef }: BindingObject, subject: Subject, home: string): string {
  const what = home === '' ? `ClusterRoleBinding ${JSON.stringify(metadata.name)}` : `RoleBinding ${JSON.stringify(`${metadata.name}/${home}`)}`;
  const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? home}` : subject.name;
  return `${what} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${JSON.stringify(who)}`;
}

/** Several errors in one text, as utilerrors.NewAggregate tells them. */
function aggregate(errors: readonly string[]): string {
  const each = [...new Set(errors)];
  return each.length === 1 ? each[0] ?? '' : `[${each.join(', ')}]`;
}
