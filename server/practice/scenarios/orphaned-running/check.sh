# No task of LATISS is orphaned, and each interval of the last days is processed or will be.
set -euo pipefail
status=0
wrong() {
  echo "$1"
  status=1
}

# Orphaned: a task takes seconds, and others ended half an hour after this one began.
# Gone: an interval begins where no earlier one ended.
# Lost: nobody ends a task without working on it, and nobody takes up what is idle or stale.
found=$(sql --readonly <<'SQL'
WITH
  newest AS (SELECT max(end_time) AS at, max(process_end_time) AS worked FROM efd_scheduler.latiss WHERE status = 'completed'),
  task AS (SELECT latiss.*, max(end_time) OVER (ORDER BY start_time, end_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM efd_scheduler.latiss, newest WHERE start_time >= datetime(at, '-70 hours') AND end_time <= at),
  interval AS (SELECT sum(status IN ('pending', 'running', 'failed') OR (status = 'completed' AND process_end_time IS NOT NULL)) AS good
    FROM task GROUP BY start_time)
SELECT 'orphaned' AS what, count(*) AS tasks FROM efd_scheduler.latiss, newest WHERE status = 'running' AND process_start_time < datetime(worked, '-30 minutes')
UNION ALL SELECT 'gone', count(*) FROM task WHERE start_time > reached
UNION ALL SELECT 'lost', count(*) FROM interval WHERE good = 0;
SQL
)
count() { sed -nE "s/^│ *$1 *│ *([0-9]+) *│\$/\1/p" <<<"$found"; }

if (($(count orphaned) > 0)); then wrong "Tasks that claim to be at work, and are not: $(count orphaned)."; fi
if (($(count gone) > 0)); then wrong 'Intervals of the last days have no task of LATISS any more, and will never be processed.'; fi
if (($(count lost) > 0)); then wrong "Intervals that nobody has processed, and that nobody will take up as they stand: $(count lost)."; fi

if ((status == 0)); then echo 'Each task of LATISS is done, or somebody will take it up.'; fi
exit "$status"
