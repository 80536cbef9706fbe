/** Problems of a runbook, each with its place. */
import type { ReactNode } from 'react';
import type { Problem } from '../../../common/catalog/problem.ts';
import Sentence from '../Sentence';

type Shown = Pick<Problem, 'line' | 'column' | 'message'>;

interface Props {
  problems: readonly Shown[];
  /** gives the address that opens a place in the author's editor; places are plain text when left out */
  editor?: ((place: Shown) => string) | undefined;
}

export default function ProblemList({ problems, editor }: Props): ReactNode {
  return (
    <ul>
      {problems.map((problem) => (
        <li key={`${problem.line}:${problem.column} ${problem.message}`}>
          <Place problem={problem} editor={editor} /> <Sentence text={problem.message} />
        </li>
      ))}
    </ul>
  );
}

function Place({ problem, editor }: { problem: Shown; editor: Props['editor'] }): ReactNode {
  const text = `line ${problem.line}, column ${problem.column}`;
  return editor === undefined ? <strong>{text}:</strong> : <a href={editor(problem)}>{text}:</a>;
}
