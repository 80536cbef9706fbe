/**
 * An error message, made comparable: what differs each time it appears (times, ids, addresses, numbers, quotes) is taken out, so
 * that what somebody pastes at night fits what somebody wrote down in the runbook.
 */
import { terminalSequences } from './terminal-sequences.ts';

/** Of what is pasted; the lines that tell most are picked from these. */
const longestMessage = 64 * 1024;
const mostLines = 400;
const longestLine = 2_000;
/** More of a message than its telling lines is noise to a search. */
const mostTelling = 16;

/** Signs of a message, as tools print them. */
const telling = /\b(?:[a-z]*error|[a-z]*exception|traceback|panic|fatal|fail(?:ed|ure|s)?|refused|denied|forbidden|unauthorized|not found|no such|timed? ?out|timeout|cannot|can't|could not|couldn't|unable|invalid|unknown|missing|out of memory|oom-?killed|crashloopbackoff|imagepullbackoff|errimagepull|createcontainer\w*|backoff|evicted|back-off|busygroup|nogroup|wrongtype|misconf|noauth|outofsync|unhealthy|exit code|code [1-9]\d*)\b/i;

/** How replies of Redis and exceptions begin, and how the end of a command is told. */
const begun = /^(?:\(error\)|-?[A-Z]{3,} [A-Z]?[a-z]+ |(?:[\w.]+\.)?\w*[a-z](?:Error|Exception)\b)|\bexit (?:code|status) \d/;

/** Parts of a line that are other ones the next time. */
const passing: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, ' '],
  [/\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)?/g, ' '],
  // The head of a line of klog: https://pkg.go.dev/k8s.io/klog/v2
  [/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.-]+:\d+\]/, ' '],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d+)?\b/g, ' '],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, ' '],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, ' '],
  [/\b(?:sha256:|0x)[0-9a-f]+\b/gi, ' '],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, ' '],
  [/https?:\/\/([^\s/:"']+)[^\s"']*/g, ' $1 '],
  [/(?:^|(?<=[\s"'(=]))(?:\.{0,2}\/)(?:[\w.@+-]+\/)*([\w.@+-]+)(?::\d+)*/g, ' $1 '],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, ' '],
];

/** Takes what was typed or pasted; tells whether it is a message rather than words to look for. */
export function isMessage(text: string): boolean {
  const trimmed = text.trim();
  if (/\n/.test(trimmed)) return true;
  const words = trimmed.split(/\s+/).length;
  if (words < 3) return false;
  return words > 8 || trimmed.length > 80 || begun.test(trimmed) || (telling.test(trimmed) && /[:"'=()[\]{}]/.test(trimmed));
}

/** Takes a message; gives its lines that tell most, as they can be compared. */
export function linesOf(message: string): string[] {
  const lines = message.slice(0, longestMessage).replace(terminalSequences, '').split(/\r?\n/).slice(0, mostLines).map((line) => line.slice(0, longestLine).trim()).filter((line) => line !== '');
  const found = lines.filter((line) => telling.test(line));
  // The first line says what was done, the last what became of it.
  return (found.length > 0 ? found : [...lines.slice(0, mostTelling / 2), ...lines.slice(mostTelling / 2).slice(-mostTelling / 2)]).slice(0, mostTelling);
}

/** Takes a line or a text of a runbook; gives its words as they can be compared, in lower case, numbers left out. */
export function comparable(text: string): string[] {
  let plain = text;
  for (const [pattern, instead] of passing) plain = plain.replace(pattern, instead);
  const words = plain.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*(?:[-.][\p{L}\p{N}_]+)*/gu) ?? [];
  // Of `prompt-redis-0` and `transformed-efd-x7k2p` the end is another each time.
  return words.map((word) => word.replace(/(?:-(?=[a-z0-9]*\d)[a-z0-9]+)+$/, '').replace(/\.+$/, '')).filter((word) => word !== '');
}
