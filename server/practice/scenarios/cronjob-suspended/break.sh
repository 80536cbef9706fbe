# Suspends the CronJob of LSSTCam in production.
set -euo pipefail
kubectl --context usdf-consdb -n prod-lsstcam patch cronjob transformed-efd-lsstcam-cronjob -p '{"spec":{"suspend":true}}'
