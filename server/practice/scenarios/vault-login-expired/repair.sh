# Vault authentication failures, then Deploy a Job.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

vault status
vault login -method ldap -username ann
kubectl config use-context usdf-consdb-dev
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
kubectl delete job transformed-efd-latiss-job -n dev-latiss
make apply file=job.yaml embargo=true
kubectl wait --for=condition=complete job/transformed-efd-latiss-job -n dev-latiss --timeout=50s
