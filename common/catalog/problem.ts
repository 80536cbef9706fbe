/** What is wrong with a runbook: where, what, and what to write instead. */
export interface Problem {
  /** as the author knows it: `runbooks/prompt-redis.mdx` */
  file: string;
  /** from 1 */
  line: number;
  /** from 1 */
  column: number;
  message: string;
}

/** Takes a problem; gives it as one line that editors and terminals make clickable. */
export function describeProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

/** Takes problems; gives them in the order of the text. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((left, right) =>
    left.file.localeCompare(right.file, 'en') || left.line - right.line || left.column - right.column);
}

/** Notes a problem at a place in the runbook being read. */
export type Complain = (line: number, column: number, message: string) => void;
