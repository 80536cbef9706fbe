# s3proxy in production serves files of the summit's bucket, with what Vault holds and will hold.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
rsp() { kubectl --context usdf-rsp -n s3proxy "$@"; }
page=https://usdf-rsp.slac.stanford.edu/s3proxy/s3/embargo@rubin-summit/README.txt
status=0
wrong() {
  echo "$1"
  status=1
}

if ! rsp rollout status deployment/s3proxy --timeout=10s >/dev/null 2>&1; then wrong 'Pods of s3proxy are missing in production, or not ready.'; fi
# Each request may meet another pod.
for ((times = 0; times < 3; times++)); do
  code=$(curl -s -o /dev/null -w '%{http_code}' "$page")
  if [[ $code != 200 ]]; then
    wrong "A file of rubin-summit cannot be had from s3proxy in production: HTTP $code."
    break
  fi
done

if ((status == 0)); then
  held=$(rsp get secret s3proxy --ignore-not-found -o jsonpath='{.data.aws-credentials\.ini}' | base64 -d)
  if [[ $held != "$(vault kv get -field=aws-credentials.ini secret/rubin/usdf-rsp/s3proxy)" ]]; then
    wrong 'The file can be had, but s3proxy works with other keys than Vault has.'
  fi
  # Made by hand, it would not follow Vault any more.
  source=$(rsp get vaultsecret s3proxy --ignore-not-found -o jsonpath='{.metadata.uid}')
  owner=$(rsp get secret s3proxy --ignore-not-found -o jsonpath='{.metadata.ownerReferences[0].uid}')
  if [[ -z $source || $source != "$owner" ]]; then
    wrong 'The file can be had, but the next keys that are put into Vault will not reach s3proxy.'
  fi
fi

if ((status == 0)); then echo 'The files of rubin-summit can be had again, with the keys that Vault has.'; fi
exit "$status"
