/**
 * What SQL statements do, by their words: reading, changing, or destroying what was there. Two databases may read one
 * statement in two ways; the harsher one counts.
 */
import { effects, type Effect } from '../effect.ts';
import type { SqlStatement } from '../sql.ts';

export interface SqlEffect {
  effect: Effect;
  /** the words it was known by, as told to the author */
  name: string;
}

const reads = new Set(['SELECT', 'VALUES', 'TABLE', 'SHOW', 'DESCRIBE', 'DESC', 'USE', 'BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE', 'SET', 'RESET']);
const changes = new Set(['INSERT', 'UPDATE', 'CREATE', 'MERGE', 'ALTER', 'COMMENT', 'GRANT', 'ANALYZE', 'REINDEX', 'VACUUM', 'REFRESH', 'CLUSTER', 'LOCK', 'COPY', 'STOP', 'FLUSH', 'CHECKPOINT', 'OPTIMIZE']);

/** Words that make a statement harsher than its first one says, wherever they stand in it. */
const verbs: readonly (readonly [word: RegExp, effect: Effect, after: RegExp])[] = [
  [/^(DELETE|TRUNCATE)$/, 'destroy', /^(WITH|EXPLAIN|MERGE)$/],
  [/^DROP$/, 'destroy', /^ALTER$/],
  [/^(INSERT|UPDATE|MERGE|CREATE)$/, 'change', /^(WITH|EXPLAIN)$/],
  [/^REPLACE$/, 'destroy', /^(INSERT|WITH|EXPLAIN)$/],
  [/^INTO$/, 'change', /^(SELECT|WITH|TABLE|VALUES|EXPLAIN)$/],
  [/^(GLOBAL|PERSIST|PASSWORD)$/, 'change', /^SET$/],
  [/^PROGRAM$/, 'destroy', /^COPY$/],
];
/** Functions that act: https://www.postgresql.org/docs/current/functions-admin.html, https://www.sqlite.org/cli.html */
const functions: readonly (readonly [name: RegExp, effect: Effect])[] = [
  [/^(SETVAL|NEXTVAL|PG_CANCEL_BACKEND|PG_RELOAD_CONF|LO_IMPORT|LO_EXPORT|LO_PUT)$/, 'change'],
  [/^(PG_TERMINATE_BACKEND|LO_UNLINK|DBLINK_EXEC|DBLINK|WRITEFILE|LOAD_EXTENSION|EDIT|QUERY_TO_XML)$/, 'destroy'],
];

/** Pragmas that only tell, though they may be given an argument: https://www.sqlite.org/pragma.html */
const telling = /^(TABLE_INFO|TABLE_XINFO|TABLE_LIST|INDEX_LIST|INDEX_INFO|INDEX_XINFO|FOREIGN_KEY_LIST|FOREIGN_KEY_CHECK|INTEGRITY_CHECK|QUICK_CHECK)$/;
/** Pragmas that act without one. */
const acting = /^(INCREMENTAL_VACUUM|OPTIMIZE|WAL_CHECKPOINT|SHRINK_MEMORY)$/;

/** Takes a statement; gives what it does. One whose first word is not known counts as the harshest. */
export function sqlEffect(statement: SqlStatement): SqlEffect {
  const words = statement.words.slice(statement.words.findIndex((word) => word !== '('));
  const [first = ''] = words;
  const base = { effect: baseOf(words), name: first };
  // What is only explained is not run, unless it is analysed.
  const found = first === 'EXPLAIN' && !isAnalysed(words) ? [] : [...verbsIn(words), ...functionsIn(words)];
  return [base, ...found].reduce((worst, each) => (effects.indexOf(each.effect) > effects.indexOf(worst.effect) ? each : worst));
}

/** `replace(…)` is a function, `REPLACE INTO` is not. */
function verbsIn(words: readonly string[]): SqlEffect[] {
  const [first = ''] = words;
  return verbs.flatMap(([word, effect, after]) => {
    const at = after.test(first) ? words.findIndex((each, index) => index > 0 && word.test(each) && words[index + 1] !== '(') : -1;
    return at === -1 ? [] : [{ effect, name: `${first} … ${words[at] ?? ''}` }];
  });
}

function functionsIn(words: readonly string[]): SqlEffect[] {
  return functions.flatMap(([name, effect]) => {
    const called = words.find((each, index) => name.test(each) && words[index + 1] === '(');
    return called === undefined ? [] : [{ effect, name: `${called.toLowerCase()}()` }];
  });
}

function baseOf(words: readonly string[]): Effect {
  const [first = ''] = words;
  if (first === 'PRAGMA') return pragma(words.slice(1));
  if (reads.has(first) || first === 'WITH' || first === 'EXPLAIN') return 'read';
  return changes.has(first) ? 'change' : 'destroy';
}

function isAnalysed(words: readonly string[]): boolean {
  return words.slice(0, 6).some((word) => word === 'ANALYZE' || word === 'ANALYSE');
}

/** A schema's name may stand before the pragma's. */
function pragma(words: readonly string[]): Effect {
  const sets = words.findIndex((word) => word === '=' || word === '(');
  const name = words[(sets === -1 ? words.length : sets) - 1] ?? '';
  if (name === 'WRITABLE_SCHEMA' && sets !== -1) return 'destroy';
  if (sets !== -1) return telling.test(name) ? 'read' : 'change';
  return acting.test(name) ? 'change' : 'read';
}
