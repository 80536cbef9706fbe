# Deletes the secret of LATISS in production, and lets a job of its CronJob meet that.
set -euo pipefail
latiss() { kubectl --context usdf-consdb -n prod-latiss "$@"; }

latiss delete secret efd-transform-secrets
latiss create job transformed-efd-latiss-cronjob-manual --from=cronjob/transformed-efd-latiss-cronjob
for ((tries = 0; tries < 100; tries++)); do
  why=$(latiss get pods -o jsonpath='{.items[*].status.containerStatuses[*].state.waiting.reason}')
  [[ $why == *CreateContainerConfigError* ]] && exit 0
  sleep 0.2
done
echo 'the pod did not miss the secret'
exit 1
