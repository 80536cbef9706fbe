# All controllers and brokers of Prompt Kafka serve, Strimzi says so too, and the topics are there.
set -euo pipefail
kafka() { kubectl --context usdfdev-prompt-processing -n prompt-kafka "$@"; }
status=0
wrong() {
  echo "$1"
  status=1
}
# Takes a role; gives how many pods of it are ready.
ready() {
  kafka get pods -l "strimzi.io/cluster=prompt-kafka,strimzi.io/$1-role=true" -o jsonpath='{range .items[*]}{.metadata.deletionTimestamp}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -cx True || true
}

brokers=$(ready broker)
if ((brokers < 3)); then wrong "Prompt Kafka has three brokers in development. Ready of them: $brokers."; fi
controllers=$(ready controller)
if ((controllers < 3)); then wrong "Prompt Kafka has three controllers in development. Ready of them: $controllers."; fi

# Where all pods are ready, the operator says so at once, or it does not look after them.
if ((status == 0)) && ! kafka wait kafka/prompt-kafka --for=condition=Ready --timeout=10s >/dev/null 2>&1; then
  wrong 'Each pod is ready by itself, but Strimzi does not call the cluster ready.'
fi
topics=$(kafka get kafkatopics -o name)
for topic in butler-writer butler-writer-ingestion-events; do
  if ! grep -q "/$topic\$" <<<"$topics"; then wrong "The topic $topic is not there any more."; fi
done

if ((status == 0)); then echo 'Controllers and brokers are ready, and the topics are there.'; fi
exit "$status"
