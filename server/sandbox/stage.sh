# Runs in the outer sandbox, which has a network of its own with nothing in it: `stage.sh BATCH FILTER [ADDRESS PORT SOCKET]… -- COMMAND…`.
# Starts the forwarders to the endpoints (forward.pl), then becomes the inner sandbox, whose shell waits until they listen
# (ready.ts). Forwarders stay out here, beyond the reach of the step.
PATH=/usr/bin
batch=$1 filter=$2
shift 2
forwards=()
while [[ $1 != -- ]]; do
  forwards+=("$1" "$2" "$3")
  shift 3
done
shift
if ((${#forwards[@]})); then perl /run/stage/forward.pl "${forwards[@]}" </dev/null >/dev/null 2>&1 & fi

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
