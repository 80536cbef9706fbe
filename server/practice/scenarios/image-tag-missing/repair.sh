# Image pull errors, then Update Image Version.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

kubectl config use-context usdf-consdb-dev
kubectl describe pods -n dev-latiss
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
sed -i 's/newTag: .*/newTag: "25.5.3"/' kustomization.yaml
git commit -a -m 'LATISS in development: back to 25.5.3'
git push
kubectl delete job transformed-efd-latiss-job -n dev-latiss
vault login -method ldap -username ann
make apply file=job.yaml embargo=true
kubectl wait --for=condition=complete job/transformed-efd-latiss-job -n dev-latiss --timeout=50s
