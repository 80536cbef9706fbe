import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head, lintStep, lintText } from '../text-fixture.ts';

test('what was to be filled in is told in commands', () => {
  for (const source of ['kubectl logs <pod-name>', 'kubectl logs <pod name> -n x', 'kubectl logs your-pod', 'curl https://your-server/x', 'echo TODO', 'true # FIXME: which', 'make x ...', 'kubectl logs my-pod', 'ls "<a|b>"']) {
    assert.equal(lintStep('placeholder', source).length, 1, source);
  }
});

test('what only looks so is not', () => {
  for (const source of ['cat <<EOF > x\na\nEOF', 'sort < a > b', 'diff <(ls a) <(ls b)', 'go test ./...', 'cp my-custom-job.yaml x', 'git log main...x', 'ls # see <https://x.org>', 'true # left as it is', 'grep -c XX x', 'yourself', 'kubectl get x -o go-template="{{.a}}"']) {
    assert.deepEqual(lintStep('placeholder', source), [], source);
  }
});

const prose = (text: string): string[] => lintText(head + text).filter(({ rule }) => rule === 'placeholder').map(({ severity }) => severity);

test('in prose it is a warning, and code may show a form', () => {
  for (const text of ['TODO: write this', 'Look at \\<pod-name\\>.', 'See your-namespace.', 'and so on ...\n', 'Set `XXX`.']) assert.deepEqual(prose(text), ['warning'], text);
  for (const text of ['`XLEN <key>`', 'Wait … and see.', 'Your pod is yours.', 'and so on...', 'todo lists', '[x](https://x.org/TODO)']) assert.deepEqual(prose(text), [], text);
});
