# Failed tasks not retrying.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

kubectl config use-context usdf-consdb
kubectl get cronjobs -n prod-lsstcam
vault login -method ldap -username ann
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/prod/lsstcam-cronjob
make apply file=failure-monitor.yaml embargo=true
