/** JSON or YAML in what was printed. JSON on one line is laid out; everything else stays as it was. Pure. */

export interface Document {
  kind: 'JSON' | 'YAML';
  text: string;
}

/** Laid out, a line takes as much room as it stands deep: what was printed to be deep would fill the memory. */
const mostDeep = 100;
/** The least part of the lines that look like YAML before we take it for that. */
const leastShare = 0.9;
const yamlLine = /^\s*(?:(?:- )*[\w./$*"'-]+:(?:\s.*)?|- .+|-|---|\.\.\.|#.*|[\]}])$/;

/** Takes what was printed, as text; gives the document that it is or ends with, or null. */
export function documentIn(text: string): Document | null {
  return jsonIn(text) ?? yamlIn(text);
}

/** The whole, or from the first line that begins it: a prompt or a notice may stand before. */
function jsonIn(text: string): Document | null {
  const trimmed = text.trim();
  const start = /^(?:\{|\[)(?=\s*(?:$|["{[\]}\d-]|true|false|null))/m.exec(trimmed);
  if (start === null) return null;
  const candidate = trimmed.slice(start.index);
  try {
    const value: unknown = JSON.parse(candidate);
    if (typeof value !== 'object' || value === null) return null;
    if (!candidate.includes('\n') && deepestIn(candidate) > mostDeep) return null;
    return { kind: 'JSON', text: candidate.includes('\n') ? candidate : JSON.stringify(value, null, 2) };
  } catch {
    return null;
  }
}

/** Brackets in texts count too: it is a bound, and they are few. */
function deepestIn(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const sign of json) {
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function yamlIn(text: string): Document | null {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^(?:---|apiVersion:|[a-z][\w-]*:(?:\s|$))/i.test(line));
  const body = start < 0 ? [] : lines.slice(start);
  const written = body.filter((line) => line.trim() !== '');
  if (written.length < 3 || !written.some((line) => /^\s+\S/.test(line) || line.startsWith('- '))) return null;
  const alike = written.filter((line) => yamlLine.test(line)).length;
  return alike / written.length >= leastShare ? { kind: 'YAML', text: body.join('\n').trimEnd() } : null;
}
