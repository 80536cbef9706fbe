/**
 * Fields that hold amounts such as `500m` or `1Gi`. The models call them strings; in Go they are resource.Quantity
 * (k8s.io/api, release 1.32).
 */
export const quantities: ReadonlySet<string> = new Set([
  'ContainerStatus.allocatedResources', 'EmptyDirVolumeSource.sizeLimit',
  'LimitRangeItem.default', 'LimitRangeItem.defaultRequest', 'LimitRangeItem.max', 'LimitRangeItem.maxLimitRequestRatio', 'LimitRangeItem.min', 'NodeStatus.allocatable', 'NodeStatus.capacity',
  'PersistentVolumeClaimStatus.allocatedResources', 'PersistentVolumeClaimStatus.capacity', 'PersistentVolumeSpec.capacity', 'PodSpec.overhead',
  'ResourceFieldSelector.divisor', 'ResourceQuotaSpec.hard',
  'ResourceQuotaStatus.hard', 'ResourceQuotaStatus.used', 'ResourceRequirements.limits', 'ResourceRequirements.requests', 'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
]);

const quantityForm = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

/** Takes a value; gives what keeps it from being a quantity, in the words of resource.ParseQuantity, or null. */
export function quantityError(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '?';
  if (quantityForm.test(text)) return null;
  if (/^[+-]?[0-9.]+[eEinumkKMGTP]+$/.test(text)) return "unable to parse quantity's suffix";
  return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}
