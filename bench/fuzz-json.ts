/** JSON near to what is expected: the right shapes with wrong values, keys too many and too few, text damaged at last. */
import type { Chance } from '../test/chaos/seed.ts';
import { damaged } from './fuzz-target.ts';

const strange: readonly unknown[] = [
  null, true, 0, -1, 0.5, 1e308, -0, 2 ** 53, 2 ** 32, '', '0', '__proto__', '\u0000', '\ud800', '‮', '../../etc/passwd', 'constructor',
  [], [[]], {}, { length: 1 }, 'x'.repeat(300),
];

/** Takes a value and chance; gives it with something of it changed, and at times nothing. */
export function altered(value: unknown, chance: Chance): unknown {
  if (chance.oneIn(6)) return value;
  if (typeof value !== 'object' || value === null || chance.oneIn(12)) return chance.pick(strange);
  if (Array.isArray(value)) {
    const list = value.map((one) => (chance.oneIn(3) ? altered(one, chance) : one) as unknown);
    return chance.oneIn(3) ? [...list, chance.pick(strange)] : list;
  }
  const entries = Object.entries(value);
  const at = chance.below(entries.length + 1);
  const [name, old] = entries[at] ?? [String(chance.pick(['extra', '__proto__', 'toString', 'type', 'id'])), null];
  const changed: [string, unknown][] = entries.filter((_, index) => index !== at);
  if (!chance.oneIn(5)) changed.push([name, altered(old, chance)]);
  return Object.fromEntries(changed);
}

/** Takes a value and chance; gives the text of it, or of something like it. */
export function textLike(value: unknown, chance: Chance): Buffer {
  const text = Buffer.from(JSON.stringify(altered(value, chance)) ?? '');
  return chance.oneIn(3) ? damaged(text, chance) : text;
}
