/** What a step does to its target. Milder effects come first. */
export const effects = ['read', 'change', 'destroy'] as const;
export type Effect = (typeof effects)[number];

/** Takes any text; tells whether it names an effect. */
export function isEffect(text: string): text is Effect {
  return (effects as readonly string[]).includes(text);
}

/** Takes two effects; tells whether the first is at most as harsh as the second. */
export function isAtMost(effect: Effect, limit: Effect): boolean {
  return effects.indexOf(effect) <= effects.indexOf(limit);
}
