# CronJob not running.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig

kubectl config use-context usdf-consdb
kubectl describe cronjob transformed-efd-lsstcam-cronjob -n prod-lsstcam
kubectl get jobs -n prod-lsstcam
kubectl patch cronjob transformed-efd-lsstcam-cronjob -n prod-lsstcam -p '{"spec":{"suspend":false}}'
