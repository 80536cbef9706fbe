/** How loud an environment is: practice is calm, what is real is not, and production cannot be overlooked. */
export type EnvironmentTone = 'practice' | 'real' | 'production';

/** Takes an environment's name; gives its tone. */
export function toneOf(environment: string): EnvironmentTone {
  if (environment === 'practice') return 'practice';
  return /(^|[^a-z])(prod|production|live)([^a-z]|$)/i.test(environment) ? 'production' : 'real';
}
