/** What a reader of a page would replace by hand, found in a command: `<pod-name>`, `{pod}`, `YOUR_TOKEN`, `[host]`, `POD_NAME`. */

export interface Placeholder {
  /** offsets in the command */
  from: number;
  to: number;
  /** as written, without its marks */
  inside: string;
}

type Finder = (command: string) => Placeholder[];

/** Words that a name in capitals ends with when it stands for something. */
const nouns = `NAME NAMES NAMESPACE POD NODE ID IDS UUID HOST HOSTNAME USER USERNAME PASSWORD PASS TOKEN SECRET IP ADDRESS ADDR PORT FILE FILENAME PATH DIR DIRECTORY FOLDER CLUSTER BUCKET REGION ZONE VERSION TAG IMAGE RELEASE TOPIC GROUP SERVICE
  URL URI DOMAIN KEY VALUE EMAIL DATE TIMESTAMP CONTAINER DEPLOYMENT STATEFULSET DAEMONSET JOB CRONJOB CONTEXT ENV ENVIRONMENT ACCOUNT PROJECT PROFILE INSTANCE INDEX QUEUE TABLE DATABASE DBNAME DB SCHEMA PID NUMBER COUNT SIZE BRANCH COMMIT SHA HASH
  REPO REPOSITORY ROLE SNAPSHOT VOLUME DISK DEVICE INTERFACE PARTITION OFFSET BROKER SHARD REPLICA REPLICAS CHART VALUES SERVER MACHINE VM PVC PV OSD TENANT ORG TEAM ARN PREFIX HERE UNIT DOMAINNAME FQDN STACK LABEL SELECTOR PRIMARY CERT BACKUP TIME HOURS`.split(/\s+/);
const constant = /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|EOF|END|EOT|SQL|YAML|JSON|HTTP|HTTPS|README|LICENSE|TODO|NULL|TRUE|FALSE|UTF|ASCII|ALL|INFO|DEBUG|WARN|WARNING|ERROR|FATAL|TRACE|HUP|TERM|KILL|INT|USR1|USR2|QUIT|SIG[A-Z0-9]+|ON|OFF|YES|NO|OK|HOME|PWD|PATH|USER|SELECT|FROM|WHERE|GROUP|KEY|TABLE|INDEX|VALUES|ORDER|BY|SHOW|DATABASE|MKSTREAM|GROUPS|STREAM|CREATE)$/;
/** The words around which capitals mean something of their own. */
const ownLanguage = /\b(?:redis-cli|psql|mysql|cqlsh|sqlite3|influx|clickhouse-client|mongosh?|sqlplus)\b/;

const angle: Finder = (command) => Array.from(command.matchAll(/<{1,2}([A-Za-z_$](?:[^<>\n`]{0,70}[^<>\n`\s])?)>{1,2}/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] ?? '' }))
  .filter(({ from, inside }) => !/^\s*$/.test(inside) && !/[;|&()=]\s|^\/|\s-\w/.test(inside) && !/[<\d]/.test(command[from - 1] ?? '') && !(command.startsWith('<<', from) && !command.startsWith('>>', from + 2 + inside.length)));
const braces: Finder = (command) => Array.from(command.matchAll(/(?<![${\w\\.}])(\{\{\s*[A-Za-z_][\w -]*\s*\}\}|\{[A-Za-z][\w-]*(?: [\w-]+){0,3}\})(?!\})/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[0].replace(/[{}]/g, '').trim() }))
  .filter(({ from, inside }) => inside.length > 1 && !/^(?:print|printf|next|exit|end|range|if|else)\b/.test(inside) && !/\b(?:awk|jsonpath|template|--format)\b[^|]*$/.test(command.slice(0, from)));
const joined: Finder = (command) => Array.from(command.matchAll(/(?<=[\w=/.:@-])\{([a-z][\w-]{2,})\}/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] ?? '' }))
  .filter(({ from }) => command[from - 1] !== '$' && !/\b(?:awk|jsonpath|--format)\b[^|]*$/.test(command.slice(0, from)));
const brackets: Finder = (command) => Array.from(command.matchAll(/(?<=\s|=|\/|@|:)\[([A-Za-z][A-Za-z_-]+(?: [a-z]+){0,3}|[\w.-]+(?:\|[\w.-]+)+)\](?=$|[\s/:@,.])/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] ?? '' }))
  .filter(({ from, inside }) => /[-_ |]|^(?:[A-Z]{2,}|name|pod|namespace|host|hostname|user|username|node|service|file|path|id|ip|port|cluster|region|version|tag|bucket|container|topic|database|table|password|environment|env)$/.test(inside) && !/^(?:options|flags|args|arguments|command)$/i.test(inside) && !/(?:^|[;&|]\s*|\bif\s+|\bwhile\s+|!\s+)$/.test(command.slice(0, from)));
/** `NAME|ID`: one of them. */
const either: Finder = (command) => Array.from(command.matchAll(/(?<=\s)[A-Z][A-Z0-9_]{2,}(?:\|[A-Z][A-Z0-9_]{1,})+(?=\s|$)/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[0].replaceAll('|', ' or ') }));
/** `[test|production]` inside a word. */
const alternatives: Finder = (command) => Array.from(command.matchAll(/(?<=[-~_])\[([\w.-]+(?:\|[\w.-]+)+)\]/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] ?? '' }))
  .filter(({ from }) => !/['"]|\b(?:grep|egrep|sed|awk)\b[^|]*$/.test(command.slice(0, from)));
const yours: Finder = (command) => Array.from(command.matchAll(/(?<![\w$])(?<!\$\{)(?:YOUR|MY|REPLACE|INSERT|CHANGE)[_-]?[A-Z0-9]+(?:[_-][A-Z0-9]+)*(?![\w=])|(?<![\w$/-])your[-_][a-z]+(?:[-_][a-z]+)*(?![\w(])/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[0] }))
  .filter(({ inside }) => !/^(?:MYSQL|MYISAM|REPLACED|CHANGED|INSERTED)/.test(inside));
const crosses: Finder = (command) => Array.from(command.matchAll(/(?<![\w$.-])(?:[xX]{3,}|[xX]{3,}(?:[-.:][xX]{2,})+|[xX]+(?:\.[xX]+){2,}|v?\d+\.[xX](?:\.[xX])?|YYYY-MM-DD|YYYYMMDD|DD-MM-YYYY)(?![\w.])|(?<=[\w]-)[xX]{4,}(?:-[xX]{3,})*(?![\w])/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[0] }));

/** A word in capitals that ends with what it stands for: `-n NAMESPACE`, `pod/POD_NAME`. */
const capitals: Finder = (command) => Array.from(command.matchAll(/(?<![\w$%.])(?<!\$\{)(?<![-]{1,2})[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*(?![\w=(])/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[0] }))
  .filter(({ from, to, inside }) => stands(command, from, to, inside));

function stands(command: string, from: number, to: number, word: string): boolean {
  const before = command.slice(0, from);
  if (word.length < 2 || constant.test(word) || from === 0 || ownLanguage.test(command) || !nouns.includes(word.split(/[_-]/).at(-1) ?? '')) return false;
  if (/(?:grep|egrep|awk|sed|echo|printenv|unset|export|jq|-X|-e|--env|env)\s+(?:-\w+\s+)*['"]?[^|;&]*$/.test(before.split(/[|;&]/).at(-1) ?? '') && !/\s-n\s$|[/@]$|curl/.test(before)) return false;
  return !/^\s*(?::(?!\d)|\))/.test(command.slice(to)) || /[@/=]$/.test(before);
}

/** Takes a command; gives its placeholders in order, none inside another. */
export function placeholdersIn(command: string): Placeholder[] {
  const all = [angle, braces, joined, brackets, either, alternatives, yours, crosses, capitals].flatMap((find) => find(command));
  const chosen: Placeholder[] = [];
  for (const each of all) {
    if (!chosen.some(({ from, to }) => each.from < to && from < each.to)) chosen.push(each);
  }
  return chosen.sort((left, right) => left.from - right.from);
}
