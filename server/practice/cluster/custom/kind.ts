/** What a custom kind is: as much of a CustomResourceDefinition as the practice cluster needs. */
import type { Resource } from '../resource.ts';

/** The part of a structural schema that is looked at. What it does not name may be there and be anything. */
export interface Structure {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  properties?: Readonly<Record<string, Structure>>;
  required?: readonly string[];
  items?: Structure;
  additionalProperties?: Structure;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  pattern?: string;
}

/** A column of `kubectl get`, as in `additionalPrinterColumns`. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'integer' | 'date' | 'boolean';
  /** `.spec.partitions`, `.metadata.labels.a\.b/c`, `.status.conditions[?(@.type=="Ready")].status`, `.spec.triggers[*].type` */
  path: string;
  /** shown with `-o wide` only when above 0 */
  priority?: number;
}

export interface CustomKind {
  resource: Resource;
  /** what stands beside metadata: others are unknown fields */
  fields: readonly string[];
  /** of the whole object */
  structure: Structure;
  /** none: only the age is shown */
  columns: readonly PrinterColumn[];
}

/** Takes the name of a condition; gives the path of its status. */
export function conditionPath(type: string, field = 'status'): string {
  return `.status.conditions[?(@.type=="${type}")].${field}`;
}

export const ageColumn: PrinterColumn = { name: 'Age', type: 'date', path: '.metadata.creationTimestamp' };
