# Nothing of development is in production's cluster, production is whole, and the job has completed in development.
set -euo pipefail
prod() { kubectl --context usdf-consdb "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}

keys=$(prod get jobs,cronjobs -A -o jsonpath='{range .items[*]}{..secretKeyRef.key}{"\n"}{end}')
if grep -qw consdb-url-dev <<<"$keys"; then wrong 'Work of development still stands in the cluster of production.'; fi
left=$(prod get secrets -A -o jsonpath='{.items[*].data.consdb-url-dev}')
if [[ -n $left ]]; then wrong 'Passwords of development still lie in the cluster of production.'; fi

own=$(prod get cronjobs -n prod-latiss -o jsonpath='{range .items[*]}{.metadata.name} {.spec.suspend}{"\n"}{end}')
secret=$(prod get secret efd-transform-secrets -n prod-latiss --ignore-not-found -o name)
if ! grep -q 'latiss-cronjob.* false' <<<"$own" || ! grep -q 'failure-monitor false' <<<"$own" || [[ -z $secret ]]; then
  wrong 'Production itself is not what it was: something of LATISS is missing there.'
fi

# The seeded test has the same time range, and is of another day.
jobs=$(kubectl --context usdf-consdb-dev get jobs -n dev-latiss -o jsonpath='{range .items[*]}{.metadata.name} {.status.succeeded}{"\n"}{end}')
if ! grep -v -- '-test ' <<<"$jobs" | grep -q ' 1$'; then wrong 'In development no job of LATISS has completed, but for the old test.'; fi

if ((status == 0)); then echo 'The job has completed in development, and production has only what is its own.'; fi
exit "$status"
