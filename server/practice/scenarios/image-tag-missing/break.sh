# Sets a tag that no registry has, on main of the deployment repository, and deploys it.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu

kubectl config use-context usdf-consdb-dev
git clone --quiet --depth 1 https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
sed -i 's/newTag: .*/newTag: "25.6.0"/' kustomization.yaml
git -c user.name=Noor -c user.email=noor@example.org commit --quiet -a -m 'LATISS in development: version 25.6.0'
git push --quiet origin HEAD:main
VAULT_LDAP_PASSWORD=practice vault login -no-print -method ldap -username noor
make apply file=job.yaml embargo=true

for ((tries = 0; tries < 100; tries++)); do
  why=$(kubectl get pods -n dev-latiss -o jsonpath='{.items[*].status.containerStatuses[*].state.waiting.reason}')
  [[ $why == *Image* ]] && exit 0
  sleep 0.2
done
echo 'the pod did not meet a missing image'
exit 1
