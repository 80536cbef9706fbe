/** A field on the page that changes nothing misleads. */
import type { Fix, Spot } from '../finding.ts';
import type { Rule } from '../rule.ts';

export const unusedParameter: Rule = {
  name: 'unused-parameter',
  severity: 'warning',
  check({ declared, drafts, front, lines }, _site, report) {
    if (!front) return;
    const used = new Set(drafts.flatMap(({ reading }) => (reading?.uses ?? []).map(({ name }) => name)));
    for (const { name } of declared) {
      if (name === 'TARGET' || used.has(name)) continue;
      const at = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
      const place: Spot = [Math.max(1, at + 1), Math.max(0, (lines[at] ?? '').search(/\S/)) + 1];
      const fix = at === -1 ? null : removal(name, at, lines, Object.keys(front.parameters).length === 1);
      report(place, `No step uses ${name}, so its field changes nothing. Use it, or remove it.`, fix ? { length: name.length, fix } : {});
    }
  },
};

/** Removes the lines of one declaration in block style; `parameters:` itself too when it was the only one. */
function removal(name: string, at: number, lines: readonly string[], only: boolean): Fix | null {
  const indent = (lines[at] ?? '').search(/\S/);
  const head = lines.slice(0, at).findLastIndex((line) => /\S/.test(line) && line.search(/\S/) < indent && !line.trimStart().startsWith('#'));
  if (indent === 0 || lines[head]?.trimEnd() !== 'parameters:') return null;
  let end = at + 1;
  while (end < lines.length && /^\s*\S/.test(lines[end] ?? '') && (lines[end] ?? '').search(/\S/) > indent) end += 1;
  if (only && lines.slice(head + 1, at).some((line) => line.trim() !== '')) return null;
  return { title: `remove ${name}`, edits: [{ from: [(only ? head : at) + 1, 1], to: [end + 1, 1], text: '' }] };
}
