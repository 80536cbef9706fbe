/**
 * What Go calls the types of fields: an API server tells them when a value does not fit. The models know strings and
 * maps only; these are the named ones among them (k8s.io/api and k8s.io/apimachinery, release 1.32).
 */
import type { Field } from './field.ts';

/** By type and field. For lists and maps that are no type of their own, the name of what they hold. */
const named: Readonly<Record<string, string>> = {
  'Capabilities.add': 'v1.Capability', 'Capabilities.drop': 'v1.Capability', 'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.restartPolicy': 'v1.ContainerRestartPolicy', 'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'ContainerPort.protocol': 'v1.Protocol', 'CronJobSpec.concurrencyPolicy': 'v1.ConcurrencyPolicy', 'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'EmptyDirVolumeSource.medium': 'v1.StorageMedium', 'HTTPGetAction.scheme': 'v1.URIScheme', 'HTTPIngressPath.pathType': 'v1.PathType',
  'HostPathVolumeSource.type': 'v1.HostPathType', 'JobSpec.completionMode': 'v1.CompletionMode', 'JobSpec.podReplacementPolicy': 'v1.PodReplacementPolicy',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator', 'NetworkPolicyPort.protocol': 'v1.Protocol', 'NetworkPolicySpec.policyTypes': 'v1.PolicyType',
  'ObjectMeta.uid': 'types.UID', 'ObjectReference.uid': 'types.UID', 'OwnerReference.uid': 'types.UID',
  'PersistentVolumeClaimSpec.accessModes': 'v1.PersistentVolumeAccessMode', 'PersistentVolumeClaimSpec.volumeMode': 'v1.PersistentVolumeMode',
  'PersistentVolumeSpec.accessModes': 'v1.PersistentVolumeAccessMode',
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': 'v1.PersistentVolumeReclaimPolicy', 'PersistentVolumeSpec.volumeMode': 'v1.PersistentVolumeMode',
  'PodSecurityContext.fsGroupChangePolicy': 'v1.PodFSGroupChangePolicy', 'PodSpec.dnsPolicy': 'v1.DNSPolicy', 'PodSpec.preemptionPolicy': 'v1.PreemptionPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy', 'PodStatus.phase': 'v1.PodPhase', 'Secret.type': 'v1.SecretType',
  'ServicePort.protocol': 'v1.Protocol', 'ServiceSpec.externalTrafficPolicy': 'v1.ServiceExternalTrafficPolicy',
  'ServiceSpec.internalTrafficPolicy': 'v1.ServiceInternalTrafficPolicy', 'ServiceSpec.ipFamilies': 'v1.IPFamily',
  'ServiceSpec.ipFamilyPolicy': 'v1.IPFamilyPolicy', 'ServiceSpec.sessionAffinity': 'v1.ServiceAffinity', 'ServiceSpec.type': 'v1.ServiceType',
  'StatefulSetSpec.podManagementPolicy': 'v1.PodManagementPolicyType', 'StatefulSetUpdateStrategy.type': 'v1.StatefulSetUpdateStrategyType',
  'StorageClass.reclaimPolicy': 'v1.PersistentVolumeReclaimPolicy', 'StorageClass.volumeBindingMode': 'v1.VolumeBindingMode',
  'Taint.effect': 'v1.TaintEffect', 'Toleration.effect': 'v1.TaintEffect', 'Toleration.operator': 'v1.TolerationOperator',
  'VolumeMount.mountPropagation': 'v1.MountPropagationMode', 'VolumeMount.recursiveReadOnly': 'v1.RecursiveReadOnlyMode',
};

const values: Readonly<Record<string, string>> = {
  int32: 'int32', int64: 'int64', double: 'float64', bool: 'bool', bytes: '[]uint8', string: 'string', quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString', time: 'v1.Time', microTime: 'v1.MicroTime', any: 'interface {}',
};

/** Takes a type, one of its fields and its name; gives what Go calls the whole of the field, and one item of it. */
export function goTypes(type: string, name: string, field: Field): { whole: string; item: string } {
  const item = named[`${type}.${name}`] ?? values[field.of] ?? `v1.${field.of.replace(/^Discovery/, '')}`;
  if (field.form === 'list') return { whole: `[]${item}`, item };
  if (field.form === 'map') return { whole: field.of === 'quantity' ? 'v1.ResourceList' : `map[string]${item}`, item };
  return { whole: item, item };
}
