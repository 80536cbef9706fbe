/** Tables of kubectl, sorted by the column whose head is pressed. Names lead to all that the runbooks do with them. */
import { type ReactNode, useMemo, useState } from 'react';
import Link from '@docusaurus/Link';
import { findPath } from '../Search/find-address.ts';
import type { Table } from './kubectl-table.ts';
import { compareCells } from './order.ts';
import styles from './styles.module.css';

export default function Tables({ tables }: { tables: readonly Table[] }): ReactNode {
  return <>{tables.map((table, at) => <Sorted key={at} table={table} />)}</>;
}

interface Order {
  column: number;
  isDown: boolean;
}

function Sorted({ table: { columns, rows } }: { table: Table }): ReactNode {
  const [order, setOrder] = useState<Order | null>(null);
  const shown = useMemo(() => sorted(rows, columns, order), [rows, columns, order]);
  const press = (column: number) => { setOrder(order?.column === column ? order.isDown ? null : { column, isDown: true } : { column, isDown: false }); };
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label="Table">
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th key={at} scope="col" aria-sort={order?.column !== at ? 'none' : order.isDown ? 'descending' : 'ascending'}>
                <button type="button" onClick={() => { press(at); }}>{column}<span aria-hidden="true">{order?.column !== at ? '' : order.isDown ? ' ↓' : ' ↑'}</span></button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <tr key={at}>{row.map((cell, place) => <td key={place}>{columns[place] === 'NAME' ? <Named name={cell} /> : <bdi>{cell}</bdi>}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sorted(rows: Table['rows'], columns: Table['columns'], order: Order | null): Table['rows'] {
  if (order === null) return rows;
  const { column, isDown } = order;
  const ascending = rows.toSorted((one, other) => compareCells(one[column] ?? '', other[column] ?? '', columns[column] ?? ''));
  return isDown ? ascending.toReversed() : ascending;
}

function Named({ name }: { name: string }): ReactNode {
  // A runbook knows the Deployment, not the pod of the hour: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  const owner = name.replace(/-[bcdf-hj-np-tv-z2-9]{6,10}-[bcdf-hj-np-tv-z2-9]{5}$/, '');
  return <Link to={findPath('resource', owner)} title="What the runbooks do with it"><bdi>{name}</bdi></Link>;
}
