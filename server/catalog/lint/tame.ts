/** Parameters whose every value is harmless text wherever it stands: no quote, no bracket, no sign that a program reads. */
import type { Parameter } from '../../../common/catalog/parameter.ts';

/** Letters, digits and signs that neither a shell nor sed, awk, SQL or a template gives a meaning inside a word. */
const harmless = /^[\w.:@%+,=-]*$/;
/** A regular expression made of such signs, `\d`, `\w`, `\.`, groups and counts only: then its values are made of them too. */
const tamePattern = /^(?:[\w:@%,=-]|\\[dw.+-]|\[(?!\^)(?:[\w.:@%+,=-]|\\[dw.+-])+\]|\(\?:|[()|?*+]|\{\d+(?:,\d*)?\})*$/;

/** Takes a parameter; tells whether all its values are harmless. */
export function isTame({ type, choices, pattern }: Parameter): boolean {
  switch (type) {
    case 'name': case 'integer': return true;
    case 'choice': return choices.every((choice) => harmless.test(choice));
    case 'pattern': return tamePattern.test(pattern);
    case 'text': return false;
  }
}
