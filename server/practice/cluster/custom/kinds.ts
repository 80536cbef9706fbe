/** Every custom kind of the practice cluster: those that the runbooks' services are made of. */
import type { Resource } from '../resource.ts';
import { argoKinds } from './argo.ts';
import { kedaKinds } from './keda.ts';
import type { CustomKind } from './kind.ts';
import { strimziKinds } from './strimzi.ts';
import { vaultKinds } from './vault.ts';

export const customKinds: readonly CustomKind[] = [...strimziKinds, ...kedaKinds, ...argoKinds, ...vaultKinds];

const byResource = new Map<Resource, CustomKind>(customKinds.map((kind) => [kind.resource, kind]));

/** Takes a resource; gives its declaration when it is a custom kind. */
export function customKindOf(resource: Resource): CustomKind | undefined {
  return byResource.get(resource);
}
