# Production retries failed tasks of LSSTCam, takes new ones, and no task was thrown away.
set -euo pipefail
status=0
wrong() {
  echo "$1"
  status=1
}

# A CronJob a line: its name, whether it is suspended, what it is told.
cronjobs=$(kubectl --context usdf-consdb -n prod-lsstcam get cronjobs -o jsonpath='{range .items[*]}{.metadata.name} {.spec.suspend} {.spec.jobTemplate.spec.template.spec.containers[0].args}{"\n"}{end}')
if ! grep -e --resume <<<"$cronjobs" | grep -q ' false '; then wrong 'A task of LSSTCam that fails in production is not tried again by anybody.'; fi
if ! grep -v -e --resume <<<"$cronjobs" | grep -q ' false '; then wrong 'No CronJob takes new telemetry of LSSTCam in production.'; fi

# Each interval of the last days begins where an earlier one ended.
gaps=$(sql --readonly <<'SQL' | grep -oE '[0-9]+' | head -n 1
WITH newest AS (SELECT max(end_time) AS at FROM efd_scheduler.lsstcam WHERE status = 'completed'),
  task AS (SELECT start_time, max(end_time) OVER (ORDER BY start_time, end_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM efd_scheduler.lsstcam, newest WHERE start_time >= datetime(at, '-70 hours') AND end_time <= at)
SELECT count(*) AS gaps FROM task WHERE start_time > reached;
SQL
)
if ((gaps > 0)); then wrong 'Intervals of the last days have no task of LSSTCam any more, and will never be processed.'; fi

if ((status == 0)); then echo 'Failed tasks of LSSTCam are retried again, from the next full hour on.'; fi
exit "$status"
