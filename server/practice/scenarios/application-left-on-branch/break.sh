# Deploys s3proxy in development from a ticket branch, and merges a new profile to main afterwards.
set -euo pipefail
export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_TOKEN=$VAULT_ROOT_TOKEN
path=secret/rubin/usdf-rsp-dev/s3proxy
branch=tickets/DM-53107
argo() { argocd app "$@" --kube-context usdf-rsp-dev; }

credentials=$(vault kv get -field=aws-credentials.ini "$path")
if [[ $credentials != *'[dp2-hips]'* ]]; then
  printf '%s\n\n[dp2-hips]\naws_access_key_id = practice-dp2-hips-key\naws_secret_access_key = practice-dp2-hips-secret\n' "$credentials" |
    vault kv patch "$path" aws-credentials.ini=-
fi
kubectl --context usdf-rsp-dev -n s3proxy delete secret s3proxy

git clone --quiet https://github.com/lsst-sqre/phalanx.git
cd phalanx
git config user.name Noor
git config user.email noor@practice.invalid
git switch --quiet -C "$branch" "$(git rev-list --max-parents=0 main)"
sed -i 's/^config:$/&\n  logLevel: "DEBUG"/' applications/s3proxy/values-usdfdev.yaml
git commit --quiet --author 'Iker <iker@practice.invalid>' -am 'Log more of s3proxy in development for a while'
git switch --quiet main
for values in applications/s3proxy/values-usdf{dev,prod}.yaml; do
  grep -q 'name: dp2-hips' "$values" || sed -i 's|^  profiles:$|&\n    - name: dp2-hips\n      url: "https://s3dfrgw.slac.stanford.edu/"|' "$values"
done
git commit --quiet --allow-empty -am 'Let s3proxy read the HiPS maps of Data Preview 2'
git push --quiet --force origin main "$branch"

argo set s3proxy --revision "$branch"
argo get s3proxy --refresh
argo sync s3proxy
