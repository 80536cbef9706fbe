/**
 * Argo CD in a new cluster, and what it has deployed there: the objects come from Phalanx's charts, so a new world is
 * in sync with the repository it begins with.
 */
import type { Manifest } from '../cluster/object.ts';
import { identityOf, keyOfIdentity, resourceOf } from '../operators/argocd/identity.ts';
import { argoNamespace, inCluster } from '../operators/argocd/application.ts';
import { remembered } from '../operators/argocd/compare.ts';
import { inOrder } from '../operators/argocd/order.ts';
import { environments, firstTargets, phalanxApplications, phalanxRevision, specOf } from '../operators/argocd/phalanx.ts';
import type { ServiceSeed } from './service.ts';

/** When a new world's applications were deployed: with the first commit, 3 November 2025. */
const deployedAt = '2025-11-03T09:05:00Z';

export const argocd: ServiceSeed = { manifests: argocdObjects };

/** Takes a context; gives namespace, project and Applications of its Argo CD. */
function argocdObjects(context: string): Manifest[] {
  if (environments[context] === undefined) return [];
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: argoNamespace } },
    {
      apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'default', namespace: argoNamespace },
      // Whoever may push may have Argo CD make anything that its project allows: no rights, then, and no claims, which it would prune too.
      spec: {
        clusterResourceWhitelist: [], destinations: phalanxApplications(context).map((one) => ({ namespace: specOf(one).destination.namespace, server: inCluster })),
        namespaceResourceBlacklist: [{ group: 'rbac.authorization.k8s.io', kind: '*' }, { group: '', kind: 'PersistentVolumeClaim' }, { group: '', kind: 'ResourceQuota' }],
        sourceRepos: ['*'],
      },
    },
    ...phalanxApplications(context).map(deployed),
  ];
}

/** An Application that was synced once, to the first commit. */
function deployed(application: Manifest): Manifest {
  const revision = phalanxRevision();
  const spec = specOf(application);
  const resources = inOrder(firstTargets(application.metadata.name, spec)).map((manifest) => {
    const resource = resourceOf(manifest);
    return {
      ...(resource?.group ? { group: resource.group } : {}), kind: manifest.kind, name: manifest.metadata.name,
      namespace: manifest.metadata.namespace, status: 'Synced', version: resource?.version ?? 'v1',
    };
  });
  const { source } = application['spec'] as { source: unknown };
  return {
    ...application,
    status: {
      sync: { status: 'Synced', revision }, health: { status: 'Healthy' }, sourceType: 'Helm', reconciledAt: deployedAt, resources,
      history: [{ id: 0, revision, deployStartedAt: deployedAt, deployedAt, source }],
      operationState: {
        phase: 'Succeeded', message: 'successfully synced (all tasks run)', startedAt: deployedAt, finishedAt: deployedAt,
        operation: { sync: { revision } }, syncResult: { revision, source, resources: [] },
      },
    },
  };
}

/**
 * Takes an application of Phalanx and a context; gives its objects as Argo CD has deployed them there, without their
 * namespace. Throws when Phalanx does not have it there.
 */
export function seededObjects(application: string, context: string): Manifest[] {
  const found = phalanxApplications(context).find(({ metadata }) => metadata.name === application);
  if (!found) throw new Error(`Phalanx has no ${application} in ${context}`);
  return inOrder(firstTargets(application, specOf(found))).map(remembered);
}


/**
 * Takes a context and what its services bring; gives it with the objects that Argo CD deploys as Argo CD leaves them, so that
 * its applications begin in sync. Those of the others stay as they are.
 */
export function asDeployed(context: string, manifests: readonly Manifest[]): Manifest[] {
  const applications = phalanxApplications(context).map(({ metadata }) => metadata.name);
  const deployedOnes = new Map(applications.flatMap((application) => seededObjects(application, context)).map((one) => [keyOfIdentity(identityOf(one)), one]));
  return manifests.map((manifest) => {
    const one = deployedOnes.get(keyOfIdentity(identityOf(manifest)));
    return one ? { ...manifest, ...one, metadata: { ...manifest.metadata, ...one.metadata } } : manifest;
  });
}
