# Gives s3proxy in production the keys of last year, and then Vault those that are good.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
rsp() { kubectl --context usdf-rsp -n s3proxy "$@"; }
path=secret/rubin/usdf-rsp/s3proxy
answer() { curl -s -o /dev/null -w '%{http_code}' https://usdf-rsp.slac.stanford.edu/s3proxy/s3/embargo@rubin-summit/README.txt; }

rsp rollout status deployment/s3proxy --timeout=30s
[[ $(answer) == 200 ]] || { echo 's3proxy in production does not serve the bucket rubin-summit as it is'; exit 1; }
good=$(vault kv get -field=aws-credentials.ini "$path")
# Its history is to read as if last year's had been there first.
vault kv metadata delete "$path"
printf '[embargo]\naws_access_key_id = practice-embargo-key-of-last-year\naws_secret_access_key = practice-embargo-secret-of-last-year\n' |
  vault kv put "$path" aws-credentials.ini=-
rsp delete secret s3proxy
for ((tries = 0; tries < 100; tries++)); do
  [[ $(answer) == 403 ]] && break
  sleep 0.2
done
rsp rollout status deployment/s3proxy --timeout=20s
printf '%s\n' "$good" | vault kv put "$path" aws-credentials.ini=-
[[ $(answer) == 403 ]] || { echo 's3proxy did not begin anew with the keys of last year'; exit 1; }
