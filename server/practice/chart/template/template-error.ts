/** What is wrong with a template, told as Helm tells it: file, line and column, and the piece of the template at fault. */
export interface Position {
  line: number;
  column: number;
}

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Takes a template's name, a position in it and what is wrong; gives the error of a template that cannot be read. */
export function parseError(template: string, { line }: Position, why: string): TemplateError {
  return new TemplateError(`parse error at (${template}:${line}): ${why}`);
}

/** Takes where a template failed, its piece there and what is wrong; gives the error of a template that cannot be carried out. */
export function executionError(template: string, at: Position, source: string, why: string): TemplateError {
  return new TemplateError(`template: ${template}:${at.line}:${at.column}: executing "${template}" at <${source.slice(0, 80)}>: ${why}`);
}
