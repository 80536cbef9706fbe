# Cold Startup: the controllers run, so the brokers that gave up are restarted, one after the other.
set -euo pipefail
kubectl config view --raw >"$HOME/kubeconfig"
export KUBECONFIG=$HOME/kubeconfig
kubectl config use-context usdfdev-prompt-processing

kubectl get pods -n prompt-kafka -o wide
for pod in prompt-kafka-kafka-0 prompt-kafka-kafka-2; do
  kubectl logs "$pod" -n prompt-kafka --tail=40
  kubectl delete pod "$pod" -n prompt-kafka
  kubectl wait pod/"$pod" -n prompt-kafka --for=create --timeout=20s
  kubectl wait pod/"$pod" -n prompt-kafka --for=condition=Ready --timeout=40s
done
kubectl wait kafka/prompt-kafka -n prompt-kafka --for=condition=Ready --timeout=40s
