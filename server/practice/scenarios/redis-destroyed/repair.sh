# Bootstrapping Prompt Redis, then Creating Redis Streams for each instrument of development.
set -eu
redis() { kubectl --context usdfdev-prompt-processing -n prompt-redis "$@"; }

redis wait pod/prompt-redis-0 --for=condition=Ready --timeout=120s
for instrument in hsc latiss lsstcam; do
  redis exec prompt-redis-0 -- redis-cli XGROUP CREATE "instrument:$instrument" "${instrument}_consumer_group" '$' mkstream
done
