/**
 * The one table of types: which fields an object may have, of which type they are, and how a strategic merge patch
 * treats their lists. Cited from the Go types of k8s.io/api, release 1.32, file by file below. A kind that is not in the
 * table may have any fields, and its lists are replaced whole.
 */
import { core } from './core.ts';
import { type Field, type TypeTable, parseField } from './field.ts';
import { meta } from './meta.ts';
import { pod } from './pod.ts';
import { workload } from './workload.ts';

const tables: TypeTable = { ...meta, ...pod, ...workload, ...core };
const parsed = new Map<string, Field>();

/** Takes the name of a type; gives whether it is in the table. */
export function hasType(type: string): boolean {
  return Object.hasOwn(tables, type);
}

/** Takes the name of a type; tells whether it may have fields that the table does not name. */
export function isOpen(type: string): boolean {
  return !hasType(type) || tables[type]?.['...'] !== undefined;
}

/** Takes a type and the name of a field; gives the field, or null when the table does not name it. */
export function fieldOf(type: string, name: string): Field | null {
  const fields = hasType(type) ? tables[type] : undefined;
  const notation = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (notation === undefined) return null;
  let field = parsed.get(notation);
  if (!field) parsed.set(notation, field = parseField(notation));
  return field;
}
