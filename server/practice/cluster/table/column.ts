/** A column of a table and how an object's cell is made. */
export type Cell = string | number;

export interface Column<T> {
  name: string;
  type: 'string' | 'integer';
  /** `name` for the column that names the object */
  format: string;
  /** 0 shows always, 1 with `-o wide` */
  priority: 0 | 1;
  cell: (object: T, now: number) => Cell;
}

/** Takes a heading and what makes the cell; gives a column that shows always. */
export function column<T>(name: string, cell: (object: T, now: number) => Cell): Column<T> {
  return { name, type: 'string', format: name === 'Name' ? 'name' : '', priority: 0, cell };
}

/** As `column`, for numbers. */
export function count<T>(name: string, cell: (object: T, now: number) => number): Column<T> {
  return { name, type: 'integer', format: '', priority: 0, cell };
}

/** As `column`, shown with `-o wide` only. */
export function wide<T>(name: string, cell: (object: T, now: number) => Cell): Column<T> {
  return { ...column(name, cell), priority: 1 };
}
