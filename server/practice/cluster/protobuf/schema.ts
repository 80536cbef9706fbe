/** The messages of Kubernetes that are read here, from the files beside this one. Read when the first body in protobuf comes. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const files = ['meta', 'core', 'pod', 'workload', 'rbac', 'review'];

/** Kinds that may be sent, by group and version. */
const kinds: Record<string, readonly string[]> = {
  v1: ['Namespace', 'ConfigMap', 'Secret', 'ServiceAccount', 'Service', 'DeleteOptions'],
  'meta.k8s.io/v1': ['DeleteOptions'],
  'apps/v1': ['Deployment'],
  'batch/v1': ['Job', 'CronJob'],
  'rbac.authorization.k8s.io/v1': ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  'authorization.k8s.io/v1': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview', 'LocalSubjectAccessReview'],
  'authentication.k8s.io/v1': ['SelfSubjectReview'],
};

let loaded: protobuf.Root | null = null;

/** Takes the name of a message; gives it. Throws for one that is not in the files. */
export function messageType(name: string): protobuf.Type {
  loaded ??= load();
  return loaded.lookupType(name);
}

/** Takes what an envelope says of its content; gives the name of the message, or null when it is not read here. */
export function messageOfKind(apiVersion: string, kind: string): string | null {
  // options of a delete go under the version of what is deleted
  if (kind === 'DeleteOptions') return kind;
  return Object.hasOwn(kinds, apiVersion) && kinds[apiVersion]?.includes(kind) ? kind : null;
}

function load(): protobuf.Root {
  const root = new protobuf.Root();
  for (const file of files) protobuf.parse(readFileSync(new URL(`messages/${file}.proto`, import.meta.url), 'utf8'), root, { keepCase: true });
  root.resolveAll();
  return root;
}
