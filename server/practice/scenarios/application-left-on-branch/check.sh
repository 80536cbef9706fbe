# s3proxy in development serves the new profile and the old one, from main.
set -euo pipefail
site=https://usdf-rsp-dev.slac.stanford.edu/s3proxy/s3
status=0
wrong() {
  echo "$1"
  status=1
}

for page in dp2-hips@rubin-dp2-hips/index.html embargo@rubin-summit/README.txt; do
  code=$(curl -s -o /dev/null -w '%{http_code}' "$site/$page")
  if [[ $code != 200 ]]; then wrong "In development s3proxy does not give out $page: HTTP $code."; fi
done

if ((status == 0)); then
  argocd app get s3proxy --refresh --kube-context usdf-rsp-dev >/dev/null 2>&1 || true
  application() { kubectl --context usdf-rsp-dev -n argocd get application s3proxy -o jsonpath="$1"; }
  if [[ ! $(application '{.spec.source.targetRevision}') =~ ^(main|HEAD)$ ]]; then
    wrong 'Both pages are there. What is merged to main next will not get to development, though.'
  elif [[ $(application '{.status.sync.status}') != Synced ]]; then
    wrong 'Both pages are there. But what runs in development is not what Phalanx says.'
  fi
fi

if ((status == 0)); then echo 'In development s3proxy runs what is in main, the new profile included.'; fi
exit "$status"
