# Starts two brokers while there are no controllers, until they have given up; then lets the others come.
set -euo pipefail
kafka() { kubectl --context usdfdev-prompt-processing -n prompt-kafka "$@"; }
early=(0 2)

kafka wait kafka/prompt-kafka --for=condition=Ready --timeout=40s
kafka annotate strimzipodset prompt-kafka-controller prompt-kafka-kafka strimzi.io/pause-reconciliation=true
kafka delete pods -l strimzi.io/cluster=prompt-kafka,strimzi.io/controller=strimzipodset

# A real broker asks the controllers for a minute. These two have less patience, so that nobody has to wait that long here.
uid=$(kafka get strimzipodset prompt-kafka-kafka -o jsonpath='{.metadata.uid}')
owner='{"apiVersion":"core.strimzi.io/v1beta2","kind":"StrimziPodSet","name":"prompt-kafka-kafka","uid":"'$uid'","controller":true}'
for broker in "${early[@]}"; do
  kafka get strimzipodset prompt-kafka-kafka -o jsonpath="{.spec.pods[$broker]}" |
    sed -E 's/("name":"KAFKA_REGISTRATION_TIMEOUT_MS","value":")[0-9]+/\15000/; s|"metadata":\{|&"ownerReferences":['"$owner"'],|' |
    kafka create -f -
done
for broker in "${early[@]}"; do
  until kafka logs "prompt-kafka-kafka-$broker" 2>/dev/null | grep -q 'stays fenced'; do sleep 0.3; done
done
kafka annotate strimzipodset prompt-kafka-controller prompt-kafka-kafka strimzi.io/pause-reconciliation-
kafka wait --for=create pod/prompt-kafka-kafka-1 --timeout=10s
kafka wait --for=condition=Ready pod/prompt-kafka-kafka-1 --timeout=30s
kafka wait --for=condition=Ready pods -l strimzi.io/cluster=prompt-kafka,strimzi.io/controller-role=true --timeout=10s
