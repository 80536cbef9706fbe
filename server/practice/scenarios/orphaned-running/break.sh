# Leaves three tasks of LATISS as pods leave them that are killed: running, since hours ago.
set -euo pipefail
left=$(sql <<'SQL' | grep -oE '[0-9]+' | head -n 1
UPDATE efd_scheduler.latiss SET status = 'running', process_end_time = NULL, process_exec_time = 0, exposures = 0, visits1 = 0
WHERE id IN (SELECT id FROM efd_scheduler.latiss WHERE status = 'completed' AND id % 4 = 0
  AND end_time <= datetime((SELECT max(end_time) FROM efd_scheduler.latiss WHERE status = 'completed'), '-5 hours')
  ORDER BY end_time DESC LIMIT 3);
SELECT changes() AS tasks;
SQL
)
[[ $left == 3 ]] || { echo "three tasks were to be left running, and $left were"; exit 1; }
