/** Every function a chart's templates may call. What is not here is told by its name when it is called. */
import type { TemplateFunction } from '../template/execute.ts';
import { dataFunctions } from './data.ts';
import { textFunctions } from './text.ts';
import { textArgument } from './argument.ts';

const templateFunctions: Readonly<Record<string, TemplateFunction>> = {
  include: ([name, value], call) => call.include(textArgument(name), value),
  tpl: ([text, value], call) => call.evaluate(textArgument(text), value),
};

export const functions: ReadonlyMap<string, TemplateFunction> = new Map(Object.entries({ ...templateFunctions, ...dataFunctions, ...textFunctions }));
