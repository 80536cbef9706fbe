/** Every rule of lint, in the order in which they are explained in docs/reference/lint.md. */
import { compileRules } from '../../../common/catalog/problem.ts';
import type { Rule } from './rule.ts';
import { altText } from './rules/alt-text.ts';
import { assertion } from './rules/assertion.ts';
import { brokenLink } from './rules/broken-link.ts';
import { confirm } from './rules/confirm.ts';
import { duplicateTitle } from './rules/duplicate-title.ts';
import { endless } from './rules/endless.ts';
import { fileContent } from './rules/file-content.ts';
import { headingSlug } from './rules/heading-slug.ts';
import { interactive } from './rules/interactive.ts';
import { lookAlike } from './rules/look-alike.ts';
import { lostLink } from './rules/lost-link.ts';
import { notAStep } from './rules/not-a-step.ts';
import { notWritten } from './rules/not-written.ts';
import { pipeToShell } from './rules/pipe-to-shell.ts';
import { placeholder } from './rules/placeholder.ts';
import { productionWindow } from './rules/production-window.ts';
import { review } from './rules/review.ts';
import { scriptText } from './rules/script-text.ts';
import { secret } from './rules/secret.ts';
import { sections } from './rules/sections.ts';
import { stepTitle } from './rules/step-title.ts';
import { templating } from './rules/templating.ts';
import { transcriptPrompt } from './rules/transcript-prompt.ts';
import { unknownCommand } from './rules/unknown-command.ts';
import { unquotedVariable } from './rules/unquoted-variable.ts';
import { unusedParameter } from './rules/unused-parameter.ts';
import { weakExpect } from './rules/weak-expect.ts';

export const rules: readonly Rule[] = [
  sections, notWritten, review, duplicateTitle, headingSlug, brokenLink, lostLink, altText, unusedParameter, productionWindow, stepTitle, assertion,
  weakExpect, confirm, interactive, endless, unquotedVariable, scriptText, templating, placeholder, unknownCommand, notAStep, transcriptPrompt,
  fileContent, lookAlike, secret, pipeToShell,
];

/** Every name that a finding can have: of the rules, of the compiler's, of ShellCheck's and of wrong silences. */
export const ruleNames: ReadonlySet<string> = new Set([...compileRules, ...rules.map(({ name }) => name), 'shellcheck', 'lint-allow']);
