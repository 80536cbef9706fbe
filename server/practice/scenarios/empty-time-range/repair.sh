# Job hangs, then Deploy a Job.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice

kubectl config use-context usdf-consdb-dev
kubectl logs job/transformed-efd-lsstcomcam-job -n dev-lsstcomcam
kubectl delete job transformed-efd-lsstcomcam-job -n dev-lsstcomcam
vault login -method ldap -username ann
git clone https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/lsstcomcam-job
make apply file=job.yaml embargo=true
kubectl wait --for=condition=complete job/transformed-efd-lsstcomcam-job -n dev-lsstcomcam --timeout=50s
