/**
 * How a strategic merge patch treats the lists of the API: the `patchMergeKey` and `patchStrategy` tags of k8s.io/api
 * and k8s.io/apimachinery, release 1.32 (core/v1, apps/v1, batch/v1 and meta/v1 types.go). The models do not tell them.
 * A list that is not here is replaced whole.
 */
export interface Strategy {
  /** the key by which objects of the list merge */
  mergeKey: string | null;
  /** a list of values that patches add to */
  mergesValues: boolean;
  /** patches name the keys that may stay */
  retainKeys: boolean;
}

const none: Strategy = { mergeKey: null, mergesValues: false, retainKeys: false };
const by = (mergeKey: string, retainKeys = false): Strategy => ({ mergeKey, mergesValues: false, retainKeys });
const set: Strategy = { mergeKey: null, mergesValues: true, retainKeys: false };

const container = {
  env: by('name'), ports: by('containerPort'), volumeDevices: by('devicePath'), volumeMounts: by('mountPath'),
};
const conditions = { conditions: by('type') };

/** By type and field. */
export const strategies: Readonly<Record<string, Readonly<Record<string, Strategy>>>> = {
  ObjectMeta: { finalizers: set, ownerReferences: by('uid') },
  PodSpec: {
    containers: by('name'), initContainers: by('name'), ephemeralContainers: by('name'), volumes: by('name', true), imagePullSecrets: by('name'),
    hostAliases: by('ip'), topologySpreadConstraints: by('topologyKey'), schedulingGates: by('name'), resourceClaims: by('name', true),
  },
  PodStatus: { ...conditions, podIPs: by('ip'), hostIPs: by('ip'), resourceClaimStatuses: by('name', true) },
  ContainerStatus: { volumeMounts: by('mountPath'), allocatedResourcesStatus: by('name') },
  Container: container,
  EphemeralContainer: container,
  ServiceSpec: { ports: by('port') },
  ServiceStatus: conditions,
  ServiceAccount: { secrets: by('name') },
  NamespaceStatus: conditions,
  NodeSpec: { podCIDRs: set },
  NodeStatus: { ...conditions, addresses: by('type') },
  PersistentVolumeClaimStatus: conditions,
  DeploymentSpec: { strategy: { ...none, retainKeys: true } },
  DeploymentStatus: conditions,
  ReplicaSetStatus: conditions,
  StatefulSetStatus: conditions,
  JobStatus: conditions,
};

/** Takes a type and the name of a field; gives how patches treat it. */
export function strategyOf(type: string, field: string): Strategy {
  return (Object.hasOwn(strategies, type) ? strategies[type]?.[field] : undefined) ?? none;
}
