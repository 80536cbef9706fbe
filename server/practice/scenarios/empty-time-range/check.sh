# The six hours of LSSTComCam were processed, and no job of it is left waiting.
set -euo pipefail
status=0
wrong() {
  echo "$1"
  status=1
}

# One try in 40 fails, and has its retry: that is for others to see to.
minutes=$(sql --readonly <<'SQL' | grep -oE '[0-9]+' | head -n 1
SELECT CAST(round(coalesce(sum(julianday(min(end_time, '2024-11-20 06:00:00')) - julianday(max(start_time, '2024-11-20 00:00:00'))), 0) * 1440) AS INTEGER) AS minutes
FROM (SELECT DISTINCT start_time, end_time FROM efd_scheduler.lsstcomcam WHERE status IN ('completed', 'failed')
  AND process_end_time IS NOT NULL AND start_time < '2024-11-20 06:00:00' AND end_time > '2024-11-20 00:00:00');
SQL
)
if ((minutes < 360)); then wrong "Of the six hours that LSSTComCam observed on 20 November, $minutes minutes have been processed."; fi

active=$(kubectl --context usdf-consdb-dev get jobs -n dev-lsstcomcam -o jsonpath='{.items[*].status.active}')
if [[ -n $active ]]; then wrong 'A job of LSSTComCam has not come to its end in development.'; fi

if ((status == 0)); then echo 'The six hours are processed, and nothing waits any more.'; fi
exit "$status"
