/** Command-line tools that runbooks speak of: by them a command is known in prose. */
const names = new Set(`kubectl helm argocd vault git make redis-cli psql sqlite3 mysql docker podman systemctl journalctl curl ssh scp rsync terraform ansible
  ansible-playbook kustomize k9s stern crictl nomad consul aws gcloud az gsutil s3cmd mc butler pg_dump pg_restore pg_basebackup kafka-topics.sh
  kafka-consumer-groups.sh kafka-console-consumer.sh kafka-console-producer.sh kafka-configs.sh kafka-reassign-partitions.sh npm npx node pip python python3 nano vim`.split(/\s+/));

/** Takes a word; tells whether it is such a tool. */
export function isTool(word: string): boolean {
  return names.has(word.split('/').at(-1) ?? '');
}
