# Runs in the outer sandbox, which has a network of its own with nothing in it: `stage.sh BATCH FILTER PORT… -- COMMAND…`.
# Starts a forwarder for each endpoint (from 127.0.0.1:PORT to the socket /run/gateway/PORT), then becomes the inner sandbox,
# whose shell waits until they listen (ready.ts). Forwarders stay out here, beyond the reach of the step.
PATH=/usr/bin
batch=$1 filter=$2
shift 2
while [[ $1 != -- ]]; do
  socat "TCP4-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork,backlog=64" "UNIX-CONNECT:/run/gateway/$1" </dev/null >/dev/null 2>&1 &
  shift
done
shift

exec 9<"$filter"
if [[ -e /run/gateway/record ]]; then exec 8>/run/gateway/record; fi
if [[ $batch == batch ]]; then
  exec </dev/null
else
  # For job control the step's shell makes a process group of its own and takes the terminal from behind, for which TTOU
  # would stop it.
  trap '' TTOU
fi
exec "$@"
