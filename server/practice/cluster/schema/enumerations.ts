/** Values that fields are limited to, in the order an API server tells them (k8s.io/kubernetes/pkg/apis, validation.go; release 1.32). */
const enumerations = {
  'Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'Container.terminationMessagePolicy': ['FallbackToLogsOnError', 'File'],
  'ContainerPort.protocol': ['SCTP', 'TCP', 'UDP'],
  'CronJobSpec.concurrencyPolicy': ['Allow', 'Forbid', 'Replace'],
  'DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'HTTPIngressPath.pathType': ['Exact', 'ImplementationSpecific', 'Prefix'],
  'JobSpec.completionMode': ['NonIndexed', 'Indexed'],
  'PersistentVolumeClaimSpec.accessModes': ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
  'PersistentVolumeClaimSpec.volumeMode': ['Block', 'Filesystem'],
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': ['Delete', 'Recycle', 'Retain'],
  'PodSpec.dnsPolicy': ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
  'PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'ServicePort.protocol': ['SCTP', 'TCP', 'UDP'],
  'ServiceSpec.sessionAffinity': ['ClientIP', 'None'],
  'ServiceSpec.type': ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  'StatefulSetSpec.podManagementPolicy': ['OrderedReady', 'Parallel'],
  'StatefulSetUpdateStrategy.type': ['RollingUpdate', 'OnDelete'],
  'Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'Toleration.operator': ['Equal', 'Exists'],
} as const satisfies Record<string, readonly string[]>;

/** Takes a type and a field that is limited, as `Container.imagePullPolicy`; gives its values. */
export function valuesOf(field: keyof typeof enumerations): string[] {
  return [...enumerations[field]];
}

/** Takes any type and field; gives the values it is limited to, or null. */
export function limitsOf(type: string, field: string): readonly string[] | null {
  const name = `${type}.${field}`;
  return Object.hasOwn(enumerations, name) ? enumerations[name as keyof typeof enumerations] : null;
}
