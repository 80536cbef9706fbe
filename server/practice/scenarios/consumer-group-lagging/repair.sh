# Viewing Message Statistics: who is behind, why, and that it catches up.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig
kubectl config use-context usdfdev-prompt-processing

kubectl exec prompt-redis-0 -n prompt-redis -- redis-cli XINFO GROUPS instrument:latiss
kubectl get scaledjobs -n prompt-processing
kubectl describe scaledjob prompt-keda-latiss -n prompt-processing
kubectl annotate scaledjob prompt-keda-latiss -n prompt-processing autoscaling.keda.sh/paused-
kubectl wait scaledjob/prompt-keda-latiss -n prompt-processing --for=condition=Paused=False --timeout=20s
