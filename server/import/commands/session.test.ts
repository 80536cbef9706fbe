import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlock } from './block.ts';
import { opensShell } from './session.ts';

test('commands that open a shell, and those that only look so', () => {
  const opening = ['ssh db-1', 'ssh -i key ops@<host>', 'sudo -i', 'sudo su - postgres', 'kubectl exec -it web-0 -- bash', 'kubectl debug node/<node> -it --image=busybox', 'oc rsh web-0', 'oc debug node/w1', 'docker exec -it web sh', 'gcloud compute ssh vm-1', 'nsenter -t 12 -n', 'chroot /host'];
  const others = ['ssh db-1 uptime', 'ssh db-1 <<EOF\nuptime\nEOF', 'sudo systemctl stop web', 'kubectl exec web-0 -- ls', 'psql -U app', 'redis-cli', 'kubectl edit deploy/web', 'oc debug node/w1 -- chroot /host df -h', 'gcloud compute ssh vm-1 --command uptime'];
  assert.deepEqual(opening.filter((source) => !opensShell(source)), []);
  assert.deepEqual(others.filter(opensShell), []);
});

test('what is typed into a shell stays with the step that opens it, up to its end', () => {
  const pieces = readBlock('ssh db-1\n# look first\ndf -h\nsudo rm -r /srv/old\nexit\nkubectl get nodes', 'bash', '') ?? [];
  assert.deepEqual(pieces.map((piece) => (piece.kind === 'step' ? piece.source : piece.kind)), ['ssh db-1\n# In the shell that this opens:\n#   look first\n#   df -h\n#   sudo rm -r /srv/old', 'kubectl get nodes']);
  assert.deepEqual(pieces[0]?.kind === 'step' ? pieces[0].inside.map(({ source }) => source) : [], ['df -h', 'sudo rm -r /srv/old']);
});

test('two doors below each other are two steps', () => {
  assert.deepEqual((readBlock('ssh db-1\nssh db-2', 'bash', '') ?? []).map((piece) => (piece.kind === 'step' ? piece.source : '')), ['ssh db-1', 'ssh db-2']);
});
