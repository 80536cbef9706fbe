# Secret Management: the secret is made by deploying.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

kubectl config use-context usdf-consdb
kubectl describe pods -n prod-latiss
kubectl get secrets -n prod-latiss
vault login -method ldap -username ann
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/prod/latiss-cronjob
make apply file=cronjob.yaml embargo=true
kubectl wait --for=condition=complete job/transformed-efd-latiss-cronjob-manual -n prod-latiss --timeout=50s
