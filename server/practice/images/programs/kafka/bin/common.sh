# What the practice stand-ins of Kafka's tools share. Sourced by sh; what they read is written by the practice process.
board=/run/practice/pods/$POD_NAMESPACE/_$KAFKA_CLUSTER
tab=$(printf '\t')

# Puts the values of the options it knows into variables; the rest is taken and left out of account.
options() {
  topic= partitions= most= beginning= action= group=
  while [ $# -gt 0 ]; do
    case $1 in
      --list | --describe | --create | --delete | --alter) action=${1#--} ;;
      --topic | --max-messages | --group)
        [ $# -ge 2 ] || fail "$1 needs a value"
        case $1 in --topic) topic=$2 ;; --max-messages) most=$2 ;; --group) group=$2 ;; esac
        shift ;;
      --from-beginning) beginning=1 ;;
      --bootstrap-server | --command-config | --consumer.config | --producer.config | --property | --partition | --timeout-ms) shift ;;
    esac
    shift
  done
  case $topic in */* | .*) fail "Topic name \"$topic\" is illegal" ;; esac
  case $most in *[!0-9]*) fail "--max-messages needs a number" ;; esac
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Ends with an error unless this node serves.
serving() {
  [ -e /run/practice/self/started ] || fail "Timed out waiting for a node assignment. Call: $1"
}

known() {
  [ -f "$board/topic.$topic" ] || fail "Error while executing topic command : Topic '$topic' does not exist as expected"
}
