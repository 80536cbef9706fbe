# Runs in the outer sandbox, which has a network of its own with nothing in it: `stage.sh BATCH FILTER PORT… -- COMMAND…`.
# Starts a forwarder for each endpoint (from 127.0.0.1:PORT to the socket /run/gateway/PORT), waits until each listens,
# then becomes the inner sandbox. Forwarders stay out here, beyond the reach of the step.
PATH=/usr/bin
batch=$1 filter=$2
shift 2
ports=
while [[ $1 != -- ]]; do
  socat "TCP4-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork,backlog=64" "UNIX-CONNECT:/run/gateway/$1" </dev/null >/dev/null 2>&1 &
  printf -v ports '%s %04X' "$ports" "$1"
  shift
done
shift

# A listening socket shows in /proc/net/tcp with state 0A. Reading it costs nothing; connecting would reach the gateway.
listening() {
  local number address rest state found=
  while read -r number address rest state _; do
    [[ $state == 0A ]] && found+=" ${address##*:}"
  done </proc/self/net/tcp
  for port in $ports; do
    [[ $found == *" $port"* ]] || return 1
  done
}

if [[ -n $ports ]]; then
  exec {never}<> <(:)
  tries=0
  until listening; do
    if ((++tries > 2000)); then
      echo 'The forwarders of this sandbox did not start.' >&2
      exit 125
    fi
    read -rt 0.001 -u "$never"
  done
  exec {never}>&-
fi

exec 9<"$filter"
if [[ $batch == batch ]]; then
  exec </dev/null
else
  # For job control the step's shell makes a process group of its own and takes the terminal from behind, for which TTOU
  # would stop it.
  trap '' TTOU
fi
exec "$@"
