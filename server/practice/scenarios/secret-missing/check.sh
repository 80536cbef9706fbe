# The secret of LATISS in production holds what Vault holds, no pod waits for it, and the CronJobs are there.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
latiss() { kubectl --context usdf-consdb -n prod-latiss "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}

compare() {
  local key held
  held=$(latiss get secret efd-transform-secrets --ignore-not-found -o go-template='{{range $key, $value := .data}}{{$key}} {{base64decode $value}}{{"\n"}}{{end}}')
  if [[ -z $held ]]; then
    wrong 'What the pods of LATISS need to start is not there in production.'
    return
  fi
  for key in aws-access-key-id aws-secret-access-key consdb-url s3-profile-embargo usdf-efd-password; do
    if ! grep -qxF "$key $(vault kv get -field="$key" secret/rubin/usdf-consdb/transformed-efd)" <<<"$held"; then
      wrong "What the pods of LATISS are given as $key is not what Vault has."
    fi
  done
  if ! grep -q '^butler-password .' <<<"$held"; then wrong 'The pods of LATISS have no password for the Butler.'; fi
}
compare

waiting=$(latiss get pods -o jsonpath='{.items[*].status.containerStatuses[*].state.waiting.reason}')
if [[ $waiting == *CreateContainerConfigError* ]]; then wrong 'A pod of LATISS still cannot start in production.'; fi
cronjobs=$(latiss get cronjobs -o jsonpath='{range .items[*]}{.metadata.name} {.spec.suspend}{"\n"}{end}')
if ! grep -q 'latiss-cronjob.* false' <<<"$cronjobs"; then wrong 'No CronJob takes new telemetry of LATISS in production.'; fi
if ! grep -q 'failure-monitor.* false' <<<"$cronjobs"; then wrong 'Failed tasks of LATISS are not retried in production any more.'; fi

if ((status == 0)); then echo 'The pods of LATISS have their passwords again, and start.'; fi
exit "$status"
