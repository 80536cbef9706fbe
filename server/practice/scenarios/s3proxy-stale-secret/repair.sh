# Adding a new bucket: the secret is deleted, so that it comes from Vault again.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice
page=https://usdf-rsp.slac.stanford.edu/s3proxy/s3/embargo@rubin-summit/README.txt

kubectl config use-context usdf-rsp
curl -sS -w '\nHTTP %{http_code}\n' "$page"
vault login -method ldap -username ann
vault kv get -field=aws-credentials.ini secret/rubin/usdf-rsp/s3proxy | grep '^\['
kubectl delete secret s3proxy -n s3proxy
for ((tries = 0; tries < 100; tries++)); do
  [[ $(curl -s -o /dev/null -w '%{http_code}' "$page") == 200 ]] && break
  sleep 0.3
done
kubectl rollout status deployment/s3proxy -n s3proxy --timeout=30s
