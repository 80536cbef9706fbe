#!/bin/sh
# Practice stand-in: tells who of the controllers is there.
. "${0%/*}/common.sh"
[ -e /run/practice/self/started ] || fail 'Timed out waiting for a node assignment. Call: describeMetadataQuorum'
leader=-1 voters=
for name in $KAFKA_CONTROLLERS; do
  voters=${voters:+$voters, }${name##*-}
  [ $leader -ge 0 ] || [ ! -e "/run/practice/pods/$POD_NAMESPACE/$name/quorum" ] || leader=${name##*-}
done
printf 'ClusterId:              %s\nLeaderId:               %s\nCurrentVoters:          [%s]\n' "$KAFKA_CLUSTER" "$leader" "$voters"
