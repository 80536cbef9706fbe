/** The tables of custom kinds (k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor). */
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { age } from '../table/age.ts';
import { type Cell, type Column, column } from '../table/column.ts';
import { type PrinterColumn, ageColumn } from './kind.ts';
import { customKindOf } from './kinds.ts';
import { follow, parsePath } from './path.ts';

const made = new Map<Resource, Column<KubeObject>[]>();

/** Takes a resource; gives the columns of its table when it is a custom kind. */
export function customColumns(resource: Resource): Column<KubeObject>[] | undefined {
  const known = made.get(resource);
  if (known) return known;
  const kind = customKindOf(resource);
  if (!kind) return undefined;
  const declared = kind.columns.length === 0 ? [ageColumn] : kind.columns;
  const columns = [column<KubeObject>('Name', ({ metadata }) => metadata.name), ...declared.map(columnOf)];
  made.set(resource, columns);
  return columns;
}

function columnOf({ name, type, path, priority = 0 }: PrinterColumn): Column<KubeObject> {
  const steps = parsePath(path);
  const cell = (object: KubeObject, now: number): Cell => {
    const found = follow(object, steps);
    if (found === undefined || found === null) return '';
    if (type === 'date') return age(String(found), now);
    if (type === 'integer') return typeof found === 'number' ? Math.trunc(found) : '';
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  };
  return { name, type: type === 'integer' ? 'integer' : 'string', format: '', priority: priority === 0 ? 0 : 1, cell };
}
