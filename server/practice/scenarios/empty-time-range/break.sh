# Deploys a job of LSSTComCam for a night on which it had long left the telescope.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu

kubectl config use-context usdf-consdb-dev
git clone --quiet --depth 1 https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/lsstcomcam-job
sed 's/"2024-11-20T/"2025-11-20T/' job.yaml >job-november.yaml
[[ $(grep -c '"2025-11-20T' job-november.yaml) == 2 ]] || { echo 'job.yaml of LSSTComCam has not the time range this scenario knows'; exit 1; }
VAULT_LDAP_PASSWORD=practice vault login -no-print -method ldap -username mira
make apply file=job-november.yaml embargo=true
kubectl wait --for=jsonpath='{.status.ready}'=1 job/transformed-efd-lsstcomcam-job -n dev-lsstcomcam --timeout=30s
