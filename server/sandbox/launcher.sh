# The first process of a sandbox: `launcher.sh LIMITS FILE… -- COMMAND…`, or `… --from PIPE` to make a pipe and read
# the command from it when it comes, its words ended by NUL.
# Closes every inherited descriptor from 3 up, sets the umask and the limits that need no cgroup, joins the cgroups whose process files
# are given, and becomes the command with an empty environment. All of it before the command exists: `bwrap --clearenv`
# alone would leave our environment readable in /proc/1/environ.
main() {
  local fd limit
  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    if ((fd > 2)); then eval "exec $fd>&-"; fi
  done
  umask 022
  local limits=$1
  shift
  for limit in $limits; do
    ulimit "-${limit%%=*}" "${limit#*=}" || exit 125
  done
  while [[ $1 != -- && $1 != --from ]]; do
    echo $$ >"$1" || exit 125
    shift
  done
  if [[ $1 == --from ]]; then
    local command=()
    /usr/bin/mkfifo -m 600 "$2" && mapfile -d '' -t command <"$2"
    ((${#command[@]})) || exit 125
    exec -c "${command[@]}"
  fi
  shift
  exec -c "$@"
}
main "$@"
exit 125
