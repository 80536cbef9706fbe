# A CronJob takes new telemetry of LSSTCam in production, and the failure monitor is as it was.
set -euo pipefail
status=0
wrong() {
  echo "$1"
  status=1
}

# A CronJob a line: its name, whether it is suspended, what it is told.
cronjobs=$(kubectl --context usdf-consdb -n prod-lsstcam get cronjobs -o jsonpath='{range .items[*]}{.metadata.name} {.spec.suspend} {.spec.jobTemplate.spec.template.spec.containers[0].args}{"\n"}{end}')
takers=$(grep -v -e --resume <<<"$cronjobs" || true)
if [[ -z $takers ]]; then
  wrong 'Production has no CronJob any more that takes new telemetry of LSSTCam.'
elif ! grep -q ' false ' <<<"$takers"; then
  wrong 'No new telemetry of LSSTCam is taken in production: its CronJob lets one time of its schedule after the other go by.'
fi
if ! grep -e --resume <<<"$cronjobs" | grep -q ' false '; then wrong 'Failed tasks of LSSTCam are not retried in production any more.'; fi
if ((status == 0)); then echo 'LSSTCam is taken at the next time of the schedule, and every time after it.'; fi
exit "$status"
