/** How loud an environment is: practice is calm, what is real is not, and production cannot be overlooked. */
export type EnvironmentTone = 'practice' | 'real' | 'production';

/** Takes an environment's name, and whether people depend on the target that is chosen; gives the tone. In practice nobody depends on anything. */
export function toneOf(environment: string, isDependedOn = false): EnvironmentTone {
  if (environment === 'practice') return 'practice';
  return isDependedOn || /(^|[^a-z])(prod|production|live)([^a-z]|$)/i.test(environment) ? 'production' : 'real';
}
