# Deploys a job of development while production's context is current, into a namespace made for it.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu

kubectl config use-context usdf-consdb
kubectl apply -f "$(dirname "$0")/namespace.yaml"
git clone --quiet --depth 1 https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
VAULT_LDAP_PASSWORD=practice vault login -no-print -method ldap -username ola
make apply file=job.yaml embargo=true
