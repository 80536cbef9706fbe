import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSql } from '../sql.ts';
import { sqlEffect } from './sql-effect.ts';

const judged: [source: string, effect: string][] = [
  ['select * from t', 'read'], ['values (1)', 'read'], ['with a as (select 1) select * from a', 'read'],
  ["select 'delete from t'", 'read'], ['select replace(a, b, c) from t', 'read'], ['with a as (select replace(x, y, z) from t) select * from a', 'read'],
  ['explain query plan delete from t', 'read'], ['explain delete from t', 'read'], ['explain analyze delete from t', 'destroy'], ['explain (analyze) update t set a = 1', 'change'],
  ['pragma table_info(latiss)', 'read'], ['pragma efd_scheduler.table_info(latiss)', 'read'], ['pragma user_version', 'read'],
  ['pragma user_version = 3', 'change'], ['pragma journal_mode(wal)', 'change'], ['pragma wal_checkpoint', 'change'], ['pragma writable_schema = on', 'destroy'],
  ['begin', 'read'], ['commit', 'read'], ['show tables', 'read'], ['set search_path to x', 'read'], ['set global x = 1', 'change'],
  ['insert into t values (1)', 'change'], ['insert or replace into t values (1)', 'destroy'], ['replace into t values (1)', 'destroy'],
  ['update t set a = 1', 'change'], ['create table t (a)', 'change'], ['create or replace view v as select 1', 'change'],
  ['select * into u from t', 'change'], ['with a as (select 1) insert into t select * from a', 'change'], ['with a as (delete from t returning *) select * from a', 'destroy'],
  ['stop replica', 'change'], ['flush privileges', 'change'], ['checkpoint', 'change'], ['optimize table t', 'change'],
  ['delete from t', 'destroy'], ['drop table t', 'destroy'], ['truncate t', 'destroy'],
  ['alter table t add column a', 'change'], ['alter table t drop column a', 'destroy'], ['merge into t using u on a when matched then delete', 'destroy'],
  ['select pg_terminate_backend(1)', 'destroy'], ["select setval('s', 1)", 'change'], ["select load_extension('x')", 'destroy'],
  ["copy t from program 'id'", 'destroy'], ['grant all on t to x', 'change'],
  ['revoke all on t from x', 'destroy'], ['call f()', 'destroy'], ['frobnicate', 'destroy'], ["attach 'x' as y", 'destroy'], ['(select 1)', 'read'], ['((', 'destroy'], ['42', 'destroy'],
];

test('what a statement does is known by its words', () => {
  for (const [source, effect] of judged) {
    const [statement] = readSql(source).statements;
    assert.ok(statement, source);
    assert.equal(sqlEffect(statement).effect, effect, source);
  }
});
