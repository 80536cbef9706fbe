/**
 * The models are of a later release than the cluster says it is. Here stands what differs: found by comparing the models
 * of @kubernetes/client-node 2.0.1 (release 1.36) with those of 1.1.2 (release 1.32), type by type.
 */

/** Fields that came after 1.32. */
export const addedLater: ReadonlySet<string> = new Set([
  'Container.restartPolicyRules', 'ContainerStatus.stopSignal', 'DeploymentStatus.terminatingReplicas', 'EndpointHints.forNodes', 'EnvVarSource.fileKeyRef',
  'EphemeralContainer.restartPolicyRules', 'Lifecycle.stopSignal', 'NodeStatus.declaredFeatures', 'NodeSystemInfo.swap', 'PodCondition.observedGeneration',
  'PodSpec.hostnameOverride', 'PodSpec.schedulingGroup', 'PodStatus.allocatedResources', 'PodStatus.extendedResourceClaimStatus',
  'PodStatus.nodeAllocatableResourceClaimStatuses', 'PodStatus.observedGeneration', 'PodStatus.resources', 'ReplicaSetStatus.terminatingReplicas',
  'ResourceHealth.message', 'VolumeMountStatus.volumeStatus', 'VolumeProjection.podCertificate',
]);

/** Fields that 1.32 still required. */
export const requiredBefore: ReadonlySet<string> = new Set([
  'NetworkPolicySpec.podSelector', 'PodFailurePolicyOnPodConditionsPattern.status', 'RoleRef.apiGroup', 'StatefulSetSpec.serviceName',
]);
