/** What a Mermaid diagram says of itself in words: `accTitle: …` and `accDescr: …` or `accDescr { … }`. Pure. */
export interface Description {
  /** empty when the diagram has none */
  title: string;
  /** empty when the diagram has none */
  text: string;
}

/** Takes a diagram's source; gives its title and the words that say the same as the picture. */
export function describe(source: string): Description {
  return { title: said(source, 'accTitle'), text: said(source, 'accDescr') };
}

function said(source: string, key: string): string {
  const begun = new RegExp(`^[ \\t]*${key}[ \\t]*([:{])`, 'm').exec(source);
  if (begun === null) return '';
  const rest = source.slice(begun.index + begun[0].length);
  const end = rest.indexOf(begun[1] === '{' ? '}' : '\n');
  return (end === -1 ? rest : rest.slice(0, end)).replace(/\s+/g, ' ').trim();
}
