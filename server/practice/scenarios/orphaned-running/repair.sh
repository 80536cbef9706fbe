# Scheduler table issues: orphaned tasks.
set -euo pipefail
sql --readonly <<<"SELECT id, start_time, end_time, process_start_time FROM efd_scheduler.latiss WHERE status = 'running';"
sql <<'SQL'
UPDATE efd_scheduler.latiss SET status = 'pending'
WHERE status = 'running' AND process_start_time < datetime((SELECT max(process_end_time) FROM efd_scheduler.latiss), '-1 hour');
SQL
