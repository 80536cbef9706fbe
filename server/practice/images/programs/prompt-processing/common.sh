# What several programs of the practice world share: the world's time, and a Redis in another pod. Sourced by sh.

# Puts the world's time into world_ms (unix milliseconds) and how fast it runs into rate, a whole number.
read_clock() {
  real_ms=$(date +%s%3N)
  world_ms=$real_ms rate=1
  if read -r was world pace 2>/dev/null </run/practice/clock; then
    rate=${pace%%.*}
    [ "$rate" -ge 1 ] 2>/dev/null || rate=1
    [ "$real_ms" -gt "$was" ] && world_ms=$((world + (real_ms - was) * rate)) || world_ms=$world
  fi
}

# Takes milliseconds of the world's time; sleeps so long, at most $2 real milliseconds (all of it when left out).
rest() {
  read_clock
  real=$(($1 / rate))
  [ -n "$2" ] && [ "$real" -gt "$2" ] && real=$2
  [ "$real" -ge 20 ] || real=20
  sleep "$((real / 1000)).$(printf %03d $((real % 1000)))" &
  wait $!
}

# Takes a host as manifests name it (service.namespace) and a port; puts the socket that leads there into socket.
# There is no name service between practice pods: the pods of a service carry its name.
find_host() {
  service=${1%%.*}
  namespace=${1#*.}
  namespace=${namespace%%.*}
  for socket in /run/practice/pods/"$namespace"/"$service"-*/"$2".sock; do
    [ -S "$socket" ] && return 0
  done
  socket=
  return 1
}

# Runs redis-cli with a Redis that find_host found; puts what it printed into answer. Fails when Redis did not answer, or with an error.
redis() {
  answer=$(redis-cli -s "$socket" "$@" 2>&1) || return 1
  case $answer in
    *'Could not connect'* | ERR* | NOGROUP* | WRONGTYPE* | LOADING* | MISCONF* | NOAUTH* | OOM* | READONLY*) return 1 ;;
  esac
}
