# No pod waits for its image, and main of the deployment repository names a version with which a job has completed.
set -euo pipefail
dev() { kubectl --context usdf-consdb-dev -n dev-latiss "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}

waiting=$(dev get pods -o jsonpath='{.items[*].status.containerStatuses[*].state.waiting.reason}')
if [[ $waiting == *Image* ]]; then wrong 'In dev-latiss a pod still waits for its image.'; fi

# The seeded test was there before.
jobs=$(dev get jobs -o jsonpath='{range .items[*]}{.metadata.name} {.status.succeeded} {.spec.template.spec.containers[0].image}{"\n"}{end}')
completed=$(grep -v -- '-test ' <<<"$jobs" | grep ' 1 ' || true)
if [[ -z $completed ]]; then wrong 'No job of LATISS has completed in development, but for the old test.'; fi

git clone --quiet --depth 1 https://github.com/slaclab/usdf-consdb-deploy.git main
tag=$(sed -nE 's/^[ -]*newTag: *["'\'']?([A-Za-z0-9._-]+)["'\'']? *(#.*)?$/\1/p' main/kubernetes/overlays/dev/latiss-job/kustomization.yaml)
if [[ $tag == 25.6.0 ]]; then
  wrong 'Whoever deploys LATISS to development from main will meet the same again.'
elif [[ -n $completed ]] && ! grep -q ":$tag\$" <<<"$completed"; then
  wrong 'What main would deploy is not what has completed in development.'
fi

if ((status == 0)); then echo 'The job has completed, and main deploys the version it completed with.'; fi
exit "$status"
