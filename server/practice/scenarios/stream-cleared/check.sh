# The stream of LSSTCam has its consumer group.
set -u
redis() { kubectl --context usdfprod-prompt-processing -n prompt-redis "$@"; }

groups=$(redis exec prompt-redis-0 -- redis-cli XINFO GROUPS instrument:lsstcam 2>&1) || { echo "Redis does not answer: $groups"; exit 1; }
if grep -qx lsstcam_consumer_group <<<"$groups"; then
  echo 'The stream of LSSTCam has its consumer group again.'
  exit 0
fi
echo 'instrument:lsstcam has no consumer group lsstcam_consumer_group.'
exit 1
