# Runs as a step at the runner's start and tries what no step may do: `self-test.sh FILE PORT TOKEN FORKS`.
# Prints one line a wall that does not hold, then `done`.
file=$1 port=$2 token=$3 forks=$4
fails() { echo "fails: $1"; }

[[ -e $file || -e /etc/shadow || -e /root ]] && fails 'a file of the server can be seen'
for number in 3 4 5 6 7 8 9 10 19 100; do
  [[ -e /proc/self/fd/$number ]] && fails "descriptor $number of the server is open"
done
shopt -s nullglob
for process in /proc/[0-9]*; do
  while IFS= read -r -d '' entry; do
    [[ $entry == *"$token-environment"* ]] && fails 'the environment of the server can be read'
  done 2>/dev/null <"$process/environ"
  while IFS= read -r -d '' entry; do
    [[ $entry == *"$token-process"* ]] && fails 'a process outside can be seen'
  done 2>/dev/null <"$process/cmdline"
done
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fails 'a port of this machine can be reached'
(exec 3<>/dev/tcp/192.0.2.1/80) 2>&1 | grep -q 'Network is unreachable' || fails 'there is a way to the network'
unshare -U true 2>/dev/null && fails 'a user namespace can be made'
mount -t tmpfs tmpfs /tmp 2>/dev/null && fails 'something can be mounted'
socat -u OPEN:/dev/null UNIX-CONNECT:/nowhere 2>&1 | grep -q 'Operation not permitted' || fails 'a unix socket can be made'
for setting in /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches /proc/sysrq-trigger; do
  (exec 3>"$setting") 2>/dev/null && fails "$setting of the machine can be written"
done
grep -q '^CapEff:.*[1-9a-f]' /proc/self/status && fails 'there are capabilities'
[[ $EUID == 0 ]] && fails 'the step is root'

# A few processes too many. Bash waits and tries again where it may have no more, so this shell does not fork: it watches.
exec {never}<> <(:)
{
  for ((count = 0; count < forks; count++)); do sleep 5 & done
  wait
} 2>/dev/null &
last=-1 processes=(/proc/[0-9]*)
until ((${#processes[@]} == last)); do
  last=${#processes[@]}
  read -rt 0.15 -u "$never"
  processes=(/proc/[0-9]*)
done
echo "processes: $last"
echo done
