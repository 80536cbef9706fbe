/** A browser in a few words, out of what it says of itself: enough to know one's own again. Pure. */

/** The more particular first: Edge and Opera say that they are Chrome, and Chrome that it is Safari. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/(\d{1,4})/, 'Edge'], [/\bOPR\/(\d{1,4})/, 'Opera'], [/\bFirefox\/(\d{1,4})/, 'Firefox'], [/\bFxiOS\/(\d{1,4})/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d{1,4})/, 'Chrome'], [/\bVersion\/(\d{1,4})[^ ]* (?:Mobile\/\w+ )?Safari\//, 'Safari'], [/^curl\/(\d{1,4})/, 'curl'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'], [/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bWindows\b/, 'Windows'], [/\bMac OS X\b/, 'macOS'], [/\bCrOS\b/, 'ChromeOS'], [/\bLinux\b/, 'Linux'],
];
/** No browser says more; the rest is not looked at. */
const longest = 500;

/** Takes a User-Agent header; gives program and system in words of our own, such as “Firefox 140 on Linux”. */
export function agentOf(header: string | undefined): string {
  const said = (header ?? '').slice(0, longest);
  const program = programs.map(([pattern, name]) => [pattern.exec(said)?.[1], name] as const).find(([version]) => version !== undefined);
  const system = systems.find(([pattern]) => pattern.test(said))?.[1];
  const called = program === undefined ? 'Another program' : `${program[1]} ${program[0] ?? ''}`;
  return system === undefined ? called : `${called} on ${system}`;
}
