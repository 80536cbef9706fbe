/** Types that many kinds share (k8s.io/apimachinery/pkg/apis/meta/v1/types.go). */
import type { TypeTable } from './field.ts';

export const meta: TypeTable = {
  ObjectMeta: {
    name: 'string', generateName: 'string', namespace: 'string', selfLink: 'string', uid: 'string', resourceVersion: 'string',
    generation: 'int', creationTimestamp: 'time', deletionTimestamp: 'time', deletionGracePeriodSeconds: 'int',
    labels: '{string}', annotations: '{string}', ownerReferences: '[OwnerReference by uid]', finalizers: '[string merge]',
    managedFields: '[any]',
  },
  OwnerReference: { apiVersion: 'string', kind: 'string', name: 'string', uid: 'string', controller: 'bool', blockOwnerDeletion: 'bool' },
  LabelSelector: { matchLabels: '{string}', matchExpressions: '[LabelSelectorRequirement]' },
  LabelSelectorRequirement: { key: 'string', operator: 'string', values: '[string]' },
  LocalObjectReference: { name: 'string' },
  ObjectReference: {
    kind: 'string', namespace: 'string', name: 'string', uid: 'string', apiVersion: 'string', resourceVersion: 'string', fieldPath: 'string',
  },
  /** a status: controllers write it, so only what patches need is told */
  StatusWithConditions: { conditions: '[any by type]', '...': 'any' },
};
