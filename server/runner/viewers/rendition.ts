/**
 * How characters look (SGR, ECMA-48 section 8.3.117), as the sequences that bring it about. Looks are mostly set and soon
 * put back, so they are kept as they came and only made shorter when they grow. Pure.
 */

/** Longer than this, in characters, what was set is made shorter: each trait once. */
const longest = 256;

/** What ends a trait: each code with the trait that it takes back. */
const endings: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'faint'], 23: ['italic'], 24: ['underline'], 25: ['blink'], 27: ['inverse'], 28: ['hidden'], 29: ['struck'],
  39: ['colour'], 49: ['background'], 55: ['overline'], 59: ['underline colour'],
};
const traits: Readonly<Record<number, string>> = {
  1: 'bold', 2: 'faint', 3: 'italic', 4: 'underline', 5: 'blink', 7: 'inverse', 8: 'hidden', 9: 'struck', 21: 'underline',
  38: 'colour', 48: 'background', 53: 'overline', 58: 'underline colour',
};

/** Takes the looks in force, as sequences, and the parameters of one SGR; gives the looks after it. */
export function rendered(looks: string, parameters: string): string {
  if (parameters === '' || parameters === '0') return '';
  const sequence = `\u001b[${parameters}m`;
  if (parameters.startsWith('0;')) return sequence;
  const next = looks + sequence;
  return next.length > longest ? shortened(next) : next;
}

function shortened(looks: string): string {
  const kept = new Map<string, string>();
  for (const [, parameters = ''] of looks.matchAll(/\u001b\[([\d;:]*)m/g)) {
    const codes = parameters.split(';');
    for (let at = 0; at < codes.length; at += 1) at += keep(kept, codes, at);
  }
  return kept.size === 0 ? '' : `\u001b[${[...kept.values()].join(';')}m`;
}

/** Takes what is kept, codes and a place; keeps the code there. Gives how many further codes belong to it. */
function keep(kept: Map<string, string>, codes: readonly string[], at: number): number {
  const whole = codes[at] ?? '';
  const code = Number.parseInt(whole, 10) || 0;
  if (code === 0) kept.clear();
  for (const trait of endings[code] ?? []) kept.delete(trait);
  const trait = traits[code] ?? coloured(code);
  if (trait === null) return 0;
  const more = [38, 48, 58].includes(code) && !whole.includes(':') ? ({ 5: 2, 2: 4 } as Record<string, number>)[codes[at + 1] ?? ''] ?? 0 : 0;
  kept.set(trait, codes.slice(at, at + 1 + more).join(';'));
  return more;
}

function coloured(code: number): string | null {
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return 'colour';
  return (code >= 40 && code <= 47) || (code >= 100 && code <= 107) ? 'background' : null;
}
