import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marksOf } from './marks.ts';

test('what waits for somebody, and what goes on for ever', () => {
  const interactive = ['ssh web-1', 'patronictl restart main node-1', 'parted /dev/sda', 'fdisk /dev/sda', 'gcloud compute ssh vm', 'aws ssm start-session --target i-1', 'kubectl edit deploy/web', 'vault login', 'nano x', 'watch df -h', 'kubectl exec -ti vault-0 -- vault status', 'crontab -e', 'terraform apply', 'tofu destroy -target=x'];
  const background = ['kubectl get pods -w', 'kubectl logs -f x', 'tail -f x', 'journalctl -fu x', 'icinga2 daemon -x notice', 'patroni p.yml', 'kubectl port-forward svc/x 80:80', 'consul monitor', 'docker compose up'];
  const neither = ['ssh web-1 uptime', 'patronictl restart main --force', 'parted -s /dev/sda print', 'fdisk -l', 'gcloud compute ssh vm --command ls', 'patronictl list', 'icinga2 daemon -C', 'docker compose up -d', 'redis-cli ping', 'terraform apply plan.bin', 'terraform destroy -auto-approve', 'echo yes | terraform apply', 'psql -c "select 1"', 'psql < x.sql'];
  const wrong = [
    ...interactive.filter((source) => !marksOf(source).interactive), ...background.filter((source) => !marksOf(source).background),
    ...neither.filter((source) => marksOf(source).interactive || marksOf(source).background),
  ];
  assert.deepEqual(wrong, []);
});

test('nothing found is healthy', () => {
  assert.equal(marksOf('kubectl get pods | grep -v Running').emptyIsHealthy, true);
  assert.equal(marksOf('grep x y || true').emptyIsHealthy, false);
});
