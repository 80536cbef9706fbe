# Ends every login of the world's Vault, and leaves in dev-latiss a secret with an old password and a job that fails with it.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
dev() { kubectl --context usdf-consdb-dev "$@"; }

git clone --quiet --depth 1 https://github.com/slaclab/usdf-consdb-deploy.git
cd usdf-consdb-deploy/kubernetes/overlays/dev/latiss-job
make get-secrets-from-vault link-patch file=job.yaml
printf 'efd-password-of-last-year' >etc/.secrets/usdf-efd-password
dev apply -k .

login=$(VAULT_TOKEN='' VAULT_LDAP_PASSWORD=practice vault login -token-only -method ldap -username jens)
vault lease revoke -prefix auth/ldap/login
if VAULT_TOKEN=$login vault token lookup; then
  echo 'a login has outlived the update'
  exit 1
fi
dev wait --for=jsonpath='{.status.failed}'=1 job/transformed-efd-latiss-job -n dev-latiss --timeout=30s
