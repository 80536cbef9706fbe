# Visits of LATISS are taken again, none was thrown away, and the next ones will be taken too.
set -euo pipefail
dev() { kubectl --context usdfdev-prompt-processing "$@"; }
redis() { dev -n prompt-redis exec prompt-redis-0 -- redis-cli "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}

visits=$(redis XRANGE instrument:latiss - + 2>&1) || { echo 'Redis does not answer.'; exit 1; }
if (($(grep -cx BLOCK-T548 <<<"$visits" || true) < 12)); then
  wrong 'Visits of BLOCK-T548 have been thrown away, and nobody can process them any more. Only a new world has them again.'
fi

# Gives digits, or nothing where Redis cannot tell. redis-cli prints a word a line here.
lag() { redis XINFO GROUPS instrument:latiss 2>&1 | sed -nE '/^lag$/{n;/^[0-9]+$/p}'; }
before=$(lag)
if [[ -z $before ]]; then
  wrong 'Redis cannot tell how far the consumer group of LATISS is behind.'
  exit 1
fi

paused=$(dev -n prompt-processing get scaledjob prompt-keda-latiss --ignore-not-found -o go-template='{{or (index (or .metadata.annotations .metadata.labels) "autoscaling.keda.sh/paused") "false"}}')
if [[ $paused == false ]]; then
  # A job is there within seconds, and takes what waits one by one.
  now=$before
  for ((tries = 0; tries < 40 && now > 2 && now >= before; tries++)); do
    sleep 0.5
    now=$(lag)
  done
  if ((now > 2 && now >= before)); then wrong "Visits of LATISS wait, and nobody takes them: $now."; fi
elif ((before > 2)); then
  wrong "Visits of LATISS wait, and nobody takes them: $before. Their number grows with each visit."
else
  wrong 'None waits just now, but nobody will take the next visit of LATISS.'
fi

# Who reads by hand is no job, and processes nothing.
holders=$(redis XPENDING instrument:latiss latiss_consumer_group | sed -n '4~2p')
if [[ -n $holders ]] && grep -qv '^prompt-keda-latiss-' <<<"$holders"; then
  wrong 'Visits of LATISS are pending with somebody who is no job, and so does not process them.'
fi

if ((status == 0)); then echo 'Visits of LATISS are processed again, and none was lost.'; fi
exit "$status"
