# Kubectl context errors, then Deploy a Job.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

kubectl config get-contexts
kubectl get jobs -n dev-latiss --context usdf-consdb
kubectl delete job transformed-efd-latiss-job -n dev-latiss --context usdf-consdb
kubectl delete secret efd-transform-secrets -n dev-latiss --context usdf-consdb

kubectl config use-context usdf-consdb-dev
kubectl config current-context
vault login -method ldap -username ann
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
make apply file=job.yaml embargo=true
kubectl wait --for=condition=complete job/transformed-efd-latiss-job -n dev-latiss --timeout=50s
