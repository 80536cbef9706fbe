/**
 * Functions of PostgreSQL that do something to the server, though a SELECT calls them.
 * https://www.postgresql.org/docs/current/functions-admin.html
 */
import type { Effect } from '../../../common/catalog/effect.ts';

const destroys = /\b(?:pg_drop_replication_slot|pg_replication_origin_drop|lo_unlink)\s*\(/i;
const changes = /\b(?:pg_switch_(?:wal|xlog)|pg_reload_conf|pg_rotate_logfile|pg_(?:terminate|cancel)_backend|pg_promote|pg_create_restore_point|pg_(?:create|copy)_(?:physical|logical)_replication_slot|pg_replication_slot_advance|pg_(?:start|stop)_backup|pg_backup_(?:start|stop)|pg_(?:wal|xlog)_replay_(?:pause|resume)|pg_stat_(?:\w+_)?reset(?:_\w+)?|setval|nextval|lo_(?:import|create|put)|dblink_exec)\s*\(/i;

/** Takes SQL; gives the harshest effect of the functions that it calls, as far as they are known; `read` for all others. */
export function functionEffect(sql: string): Effect {
  const called = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/--.*$/gm, '');
  return destroys.test(called) ? 'destroy' : changes.test(called) ? 'change' : 'read';
}
