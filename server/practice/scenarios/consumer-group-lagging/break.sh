# Pauses the scaling of LATISS, ends what works on it, and lets a dozen visits come in.
set -euo pipefail
dev() { kubectl --context usdfdev-prompt-processing "$@"; }

dev -n prompt-redis wait --for=create pod/prompt-redis-0 --timeout=20s
dev -n prompt-redis wait --for=condition=Ready pod/prompt-redis-0 --timeout=30s
dev -n prompt-processing annotate scaledjob prompt-keda-latiss autoscaling.keda.sh/paused=true --overwrite
dev -n prompt-processing delete jobs -l scaledjob.keda.sh/name=prompt-keda-latiss
dev -n prompt-processing wait --for=delete pods -l scaledjob.keda.sh/name=prompt-keda-latiss --timeout=20s

{
  # In most worlds it is there, and Redis says so.
  echo 'XGROUP CREATE instrument:latiss latiss_consumer_group $ mkstream'
  for ((visit = 12; visit > 0; visit--)); do
    printf 'XADD instrument:latiss * instrument LATISS groupId %s detector 0 filters r_03 survey BLOCK-T548 nimages 2 duration 30.0\n' \
      "$(date -u -d "-$((visit * 34)) seconds" +%Y-%m-%dT%H:%M:%S.%3N)"
  done
} | dev -n prompt-redis exec -i prompt-redis-0 -- redis-cli
