/** Does a line look like a command? Pages hold prose, output and configuration in the same kind of block. */
import { redisEffect } from '../../../common/catalog/effect-check/redis-verbs.ts';
import { alone, ambiguous, distinct } from './known.ts';

const prefix = /^(?:(?:sudo|doas|time|nohup|exec|command|nice|env)(?:\s+-[A-Za-z]+(?:\s+[\w-]+(?=\s+[\w/.-]+\s*))?)*\s+)?(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s;]*)\s+)*/;
const path = /^(?:\.{1,2}|~|\/(?:usr|opt|bin|sbin|etc\/init\.d|srv|home|root|var|app|data|scripts?|tools?))?\/?[\w.+-]*(?:\/[\w.+@-]+)+$/;
const script = /^[\w./-]+\.(?:sh|py|pl|rb|bash)$/;
const sentence = /[a-z]{2,}[.!?]$|[a-z]:$|\b(?:the|is|are|was|will|should|you|your|that|this|has|have|it|can|must|sure|please)\b/i;
const evidence = /\s--?[A-Za-z]|[|><;&$=/*"'`]|\.\w{2,4}\b/;
const output = [/^\S+\s{2,}\S+\s{2,}\S+/, /^(?:[A-Z][A-Z0-9_()%-]+)(?:\s+[A-Z][A-Z0-9_()%/-]+)+\s*$/, /^\d+\)\s/, /^\((?:integer|nil|error|empty)/, /^[{}[\]],?$/, /^\w[\w./-]* (?:created|configured|unchanged|deleted|restarted|scaled|patched|labeled|annotated|cordoned|uncordoned|drained|evicted)\b/, /^(?:Error|Warning|Success|OK|PONG|NAME|INFO|WARN|ERROR|DEBUG|FATAL|Traceback|HTTP\/)\b/, /^[-=+|]{3,}/, /^\s*"[^"]+":\s/, /^<\/?\w+>/, /^\d{4}-\d{2}-\d{2}[T ]/];

/** Characters of a line that a person could have typed; what is longer is looked at no further. */
export const longestLine = 4000;

/** Takes a line; gives the word that names its command, wrappers such as `sudo` and assignments left out. */
export function nameOf(line: string): string {
  return line.trim().replace(prefix, '').split(/[\s;|&<>()]/)[0] ?? '';
}

/** Takes a line of a block; tells whether it is a command of a shell, however its block is marked. */
export function looksLikeCommand(line: string): boolean {
  if (line.length > longestLine) return false;
  const trimmed = line.trim().replace(/\s+#\s.*$/, '');
  if (trimmed === '' || looksLikeOutput(trimmed)) return false;
  return isSetting(trimmed) ?? (isLoop(trimmed) || isNamed(trimmed));
}

/** What sets a variable; null where the line is nothing of the kind. */
function isSetting(trimmed: string): boolean | null {
  if (/^(?:export|declare|unset|source|alias)\s+[\w./~$"-]+/.test(trimmed)) return !sentence.test(trimmed) || trimmed.includes('=');
  if (/^[A-Za-z_]\w*=(?:"?\$\(|`|"?<[^<>]+>"?$)/.test(trimmed)) return true;
  if (!/^[A-Za-z_]\w*=(?:\$|"|'|[\w./:@<-])[^=]*$/.test(trimmed) || /\s=|=\s/.test(trimmed)) return null;
  return /^\w+="\$/.test(trimmed) || /^[A-Z_]\w*=\S+$/.test(trimmed);
}

function isLoop(trimmed: string): boolean {
  return /^(?:for|while|until)\s.+[;\s]do\b|^(?:for \w+ in |while |until )\S|^if\s+(?:\[|!|\w+ -)|^case \S+ in$/.test(trimmed);
}

function isNamed(trimmed: string): boolean {
  const name = nameOf(trimmed);
  const rest = trimmed.slice(name.length);
  if (/^(?:sudo|doas) (?:-\w+ )*[a-z][\w./-]+(?:\s|$)/.test(trimmed) && !sentence.test(trimmed)) return true;
  if (distinct.has(name) && !ambiguous.has(name)) return isWordAlone(trimmed, name) || !isProse(trimmed, name);
  if (ambiguous.has(name)) return isWordAlone(trimmed, name) || evidence.test(rest) && !isProse(trimmed, name) || isShort(trimmed);
  if (/^[a-z][\w.]*(?:-[\w.]+)+$/.test(name) && /\s--?[a-z]/.test(trimmed) && !sentence.test(trimmed)) return true;
  return isScript(name, trimmed) && !sentence.test(rest);
}

function isScript(name: string, trimmed: string): boolean {
  if (!path.test(name) && !script.test(name) || /[:,]$/.test(name)) return false;
  if (script.test(name)) return true;
  if (/^\S+\s+[:=]\s/.test(trimmed)) return false;
  return !/^~?\/[\w./-]+$/.test(trimmed) && (/^(?:\.{0,2}\/|~)/.test(name) || /(?:^|\/)(?:s?bin|scripts?|tools?|hack|contrib|ci|dev)\//.test(name) || evidence.test(trimmed.slice(name.length)));
}

/** Takes a line; tells whether it is a command of Redis: its name in upper case, or what follows looks like a key. */
export function looksLikeRedis(line: string): boolean {
  const words = line.trim().split(/\s+/);
  const [first = ''] = words;
  const known = redisEffect(words);
  if (known === null || !/^[A-Za-z]+$/.test(first)) return false;
  return first === first.toUpperCase() && (words.length > 1 || /^(?:PING|INFO|DBSIZE|FLUSHALL|FLUSHDB|SAVE|BGSAVE|ROLE|MONITOR|LASTSAVE|BGREWRITEAOF|TIME)$/.test(first)) && !/^(?:SELECT|SET|DELETE|TYPE|TIME|INFO|ROLE|SORT|COPY|MOVE|WAIT|KEYS|DUMP|SAVE)\b.*\b(?:FROM|TO|INTO|WHERE|the|is|OF)\b/.test(line.trim()) && !/^SELECT (?!\d+$)/.test(line.trim());
}

/** Takes a line; tells whether it looks like what a command printed. */
export function looksLikeOutput(line: string): boolean {
  return output.some((pattern) => pattern.test(line.trim())) && !/^(?:export|curl|echo|kubectl|helm|docker|sudo|aws)\b/.test(line.trim());
}

/** Takes a line; tells whether it is one of SQL's statements. */
export function looksLikeSql(line: string): boolean {
  return /^(?:SELECT\s.+|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|VIEW|EXTENSION|UNIQUE)|ALTER\s+(?:TABLE|USER|ROLE|DATABASE|SYSTEM)|DROP\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|VIEW)|TRUNCATE\s|VACUUM\b|ANALYZE\b|REINDEX\b|EXPLAIN\s|SHOW\s+\w+|GRANT\s|REVOKE\s|WITH\s+\w+\s+AS\b)/i.test(line.trim()) && (/;\s*$/.test(line) || line === line.toUpperCase() || /\b(?:FROM|SET|INTO|WHERE|TABLE|PROCESSLIST|STATUS)\b/i.test(line) || /^select$/i.test(line.trim()));
}

function isWordAlone(trimmed: string, name: string): boolean {
  return trimmed === name && alone.has(name);
}

/** Names such as `time` and `make` begin sentences, too. */
function isProse(trimmed: string, name: string): boolean {
  const rest = trimmed.slice(trimmed.indexOf(name) + name.length).replace(/"[^"]*"|'[^']*'/g, '');
  if (/^[:,.]/.test(rest)) return true;
  return sentence.test(rest) && !/\s--?[A-Za-z]/.test(rest) && !/[|>&=$]/.test(rest);
}

function isShort(trimmed: string): boolean {
  return /^(?:make|service|cat|tail|head|less|source|which|stat|touch|echo|go|task|just|rake|bundle|ip|host|sleep|watch|find|mount|install|more|sort|test|file|sync|set|exit|reboot|shutdown)(?:\s+[\w./:@<>${}-]+){1,3}$/.test(trimmed) && !sentence.test(trimmed) && !/^(?:make|test|install|set|file|sort|watch|more|find|less|host|sync|just|task|mount)\s+[a-z]+\s+[a-z]+(?:\s|$)/.test(trimmed);
}
