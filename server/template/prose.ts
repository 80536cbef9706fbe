/** Answers as text of a page, whatever stands in them. Pure. */

/** Takes a text of one line; gives it as MDX that shows just this text. CommonMark takes a backslash before any ASCII punctuation. */
export function prose(text: string): string {
  const escaped = text.replace(/[!-/:-@[-`{-~]/g, (mark) => (/[,.'"()/?;=%-]/.test(mark) ? mark : `\\${mark}`)).replace(/^([-+]|\d+[.)])/, (start) => start.replace(/[-+.)]/, '\\$&'));
  // A paragraph that begins with these words would be code.
  return escaped.replace(/^(?:import|export)\b/, (word) => `&#${word.charCodeAt(0)};${word.slice(1)}`);
}

/** Takes a text; gives it as the value of an attribute, quotes included. */
export function attribute(text: string): string {
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('{', '&#123;')}"`;
}
