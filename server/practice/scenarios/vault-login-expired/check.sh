# The secret in dev-latiss holds what Vault holds, and a job has completed with it.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
dev() { kubectl --context usdf-consdb-dev -n dev-latiss "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}

held=$(dev get secret efd-transform-secrets --ignore-not-found -o jsonpath='{.data.usdf-efd-password}' | base64 -d)
if [[ -z $held ]]; then
  wrong 'In dev-latiss there is no secret from which a job could have its passwords.'
elif [[ $held != "$(vault kv get -field=usdf-efd-password secret/rubin/usdf-consdb-dev/transformed-efd)" ]]; then
  wrong 'In dev-latiss there is a password that is not the one in Vault.'
fi

# The seeded test was there before.
jobs=$(dev get jobs -o jsonpath='{range .items[*]}{.metadata.name} {.status.succeeded}{"\n"}{end}')
if ! grep -v -- '-test ' <<<"$jobs" | grep -q ' 1$'; then wrong 'No job of LATISS has completed in development, but for the old test.'; fi

if ((status == 0)); then echo 'The job has completed, with the passwords of today.'; fi
exit "$status"
