import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fillSql, readSql } from './sql.ts';

test('statements begin and end outside strings, names and comments', () => {
  const table: [source: string, statements: string[]][] = [
    ['select 1', ['SELECT']],
    ["select ';', 'it''s; fine'; -- drop; this\ninsert into t values (1);", ['SELECT', 'INSERT INTO T VALUES (']],
    ['select "a;b" from `c;d` /* ; */ ;;; update t set a = 1', ['SELECT FROM', 'UPDATE T SET A =']],
    ["select * from efd_scheduler.latiss where x = 'a'\n;", ['SELECT FROM EFD_SCHEDULER LATISS WHERE X =']],
    ["select e'a', date '2025-01-01', arr[1]", ['SELECT DATE ARR']],
  ];
  for (const [source, statements] of table) {
    const reading = readSql(source);
    assert.deepEqual(reading.problems, [], source);
    assert.deepEqual(reading.statements.map(({ words }) => words.join(' ')), statements, source);
  }
});

test('what databases read in different ways is refused', () => {
  const table: [source: string, message: RegExp][] = [
    ['', /no statement/], ['-- only words', /no statement/],
    ["select 'a", /never closed/], ['select "a', /never closed/], ['select 1 /* a', /never closed/],
    ["select 'a\\'; delete from t; --'", /disagree/], ['select "a\\"; delete from t; --"', /disagree/],
    ["select E'a\\'b'", /different ways/], ["select E'${X}'", /different ways/], ["select U&'${X}'", /different ways/],
    ['select /*! delete from t */ 1', /such a comment/], ['select /* /* */ 1', /such a comment/],
    ["select [']; delete from t; --[']", /between brackets/],
    ['select $$a$$', /“\$\$”/], ['select $tag$a$tag$', /“\$\$”/], ['select $X', /`\$\{NAME\}`/],
    ['# delete from t\nselect 1', /disagree/], ['\\! id', /command of one client/], ['.shell id', /one client/], ['select 1; .shell id', /one client/],
    ['${X}', /cannot begin/], ['${X} from t', /cannot begin/], ['select a${X}', /one whole value/], ['select efd.${X}', /one whole value/],
    ["select ${X}'a'", /one whole value/], ['select `${X}`', /double quotes/], ['-- ${X}\nselect 1', /in a comment/],
  ];
  for (const [source, message] of table) assert.match(readSql(source).problems[0]?.message ?? '', message, source);
});

const values = ["it's", "'; delete from t; --", "''", "'", '"', '"; drop table t; --', '${X}', '$1', '$&', '--', '/*', ';', '%', 'ü', ' ', '', '0', ':x', '?'];

test('a value stays where it stands, whatever is in it', () => {
  const database = new DatabaseSync(':memory:');
  for (const X of values) {
    const source = "select ${X} as whole, 'a${X}b' as part, ( ${X} ) || 'c' as third;";
    assert.deepEqual({ ...database.prepare(fillSql(source, { X })).get() }, { whole: X, part: `a${X}b`, third: `${X}c` }, X);
    const filled = fillSql("select ${X}; select 'a${X}b'; select 1 as \"n${X}\"", { X });
    assert.equal(readSql(filled).statements.length, 3, filled);
    assert.deepEqual(Object.keys(database.prepare(fillSql('select 1 as "n${X}"', { X })).get() ?? {}), [`n${X}`]);
  }
});

test('a value that is missing, or that databases would read differently, is refused', () => {
  for (const X of ['a\\', '\\\' or 1=1 --', 'a\0b']) assert.throws(() => fillSql('select ${X}', { X }), /holds/);
  assert.throws(() => fillSql('select ${X}', {}), /no value/);
  assert.throws(() => fillSql('select ${toString}', {}), /no value/);
  assert.throws(() => fillSql('.shell id', {}), RangeError);
});

test('names and places of parameters are known', () => {
  assert.deepEqual(readSql("select ${A}, 'x${B}' from \"${C}\"").references, [
    { name: 'A', pos: 7, place: 'value' }, { name: 'B', pos: 15, place: 'string' }, { name: 'C', pos: 27, place: 'name' },
  ]);
});
