# Creating Redis Streams.
set -eu
kubectl --context usdfprod-prompt-processing -n prompt-redis exec prompt-redis-0 -- \
  redis-cli XGROUP CREATE instrument:lsstcam lsstcam_consumer_group '$' mkstream
