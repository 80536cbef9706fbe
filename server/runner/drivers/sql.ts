/**
 * A `sql` step: its statements, each parameter quoted where it stands, on the standard input of the environment's SQL
 * client, whose end is the step's.
 */
import { fillSql } from '../../../common/catalog/sql.ts';
import { inside } from '../../sandbox/layout.ts';
import { latin1Of, quoteWord } from '../workspace/shell-state.ts';
import type { Driver } from './driver.ts';

export const sqlDriver: Driver = ({ request, sql }) => {
  if (sql === null) throw new RangeError('This environment names no SQL client. Choose an environment that does, or have its operator name one.');
  const { source, effect } = request.step;
  const words = [...sql.command, ...(effect === 'read' ? sql.readOnly : [])];
  return {
    body: `${words.map((word) => quoteWord(latin1Of(word))).join(' ')} <${inside.step}/statements\n`,
    files: { statements: `${latin1Of(fillSql(source, request.parameters))}\n` },
    keepsState: false,
  };
};
