# Adding a new bucket, its end: the branch in ArgoCD is set back to main.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig
page=https://usdf-rsp-dev.slac.stanford.edu/s3proxy/s3/dp2-hips@rubin-dp2-hips/index.html

kubectl config use-context usdf-rsp-dev
curl -sS -w '\nHTTP %{http_code}\n' "$page"
argocd app get s3proxy
argocd app set s3proxy --revision main
argocd app get s3proxy --refresh
argocd app sync s3proxy
kubectl rollout status deployment/s3proxy -n s3proxy --timeout=30s
for ((tries = 0; tries < 60; tries++)); do
  [[ $(curl -s -o /dev/null -w '%{http_code}' "$page") == 200 ]] && break
  sleep 0.3
done
curl -sS -w '\nHTTP %{http_code}\n' "$page"
