import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionEffect } from './sql-functions.ts';

test('functions that act, though a SELECT calls them', () => {
  const table: [sql: string, effect: string][] = [
    ['SELECT pg_switch_wal();', 'change'], ['select pg_terminate_backend(pid) from pg_stat_activity', 'change'], ["SELECT pg_drop_replication_slot('old')", 'destroy'], ['SELECT pg_stat_statements_reset()', 'change'],
    ['SELECT pg_is_in_recovery()', 'read'], ["SELECT 'pg_switch_wal()'", 'read'], ['SELECT pg_current_wal_lsn()', 'read'],
  ];
  for (const [sql, effect] of table) assert.equal(functionEffect(sql), effect, sql);
});
