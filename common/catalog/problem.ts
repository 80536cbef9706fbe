/**
 * What is wrong with a runbook: which rule it breaks, where, what, and what to write instead. The rules named here are those
 * without which a runbook has no entry in the catalog; lint has more. docs/reference/lint.md explains each.
 */
export const compileRules = ['file-name', 'file-size', 'encoding', 'hidden-character', 'mdx-syntax', 'no-code', 'markup', 'url-scheme',
  'front-matter', 'parameter', 'source', 'step-keys', 'step-id', 'needs', 'only', 'empty-step', 'shell-syntax', 'redis-syntax', 'sql-syntax',
  'transcript', 'effect', 'interactive', 'undeclared-parameter', 'redis-target', 'empty-element', 'link-name', 'panel'] as const;
export type CompileRule = (typeof compileRules)[number];

export interface Problem {
  /** its name, as in docs/reference/lint.md */
  rule: string;
  /** as the author knows it: `runbooks/prompt-redis.mdx` */
  file: string;
  /** from 1 */
  line: number;
  /** from 1 */
  column: number;
  message: string;
  /** what to write instead, where a program can tell: an effect, or a key */
  instead?: string;
}

/** Takes a problem; gives it as one line that editors and terminals make clickable. */
export function describeProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

/** Takes problems; gives them in the order of the text. */
export function inOrder<P extends Problem>(problems: readonly P[]): P[] {
  return [...problems].sort((left, right) =>
    left.file.localeCompare(right.file, 'en') || left.line - right.line || left.column - right.column);
}

/** Notes a problem at a place in the runbook being read. */
export type Complain = (rule: CompileRule, line: number, column: number, message: string, instead?: string) => void;
