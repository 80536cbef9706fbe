import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintStep } from '../text-fixture.ts';

test('variables without quotes are told at their place', () => {
  for (const [source, place] of [['kubectl logs $POD', '1:14'], ['ls a-$POD-b', '1:6'], ['echo "$POD" ${POD}', '1:13'], ['x=($POD)', '1:4'], ['ls > $POD', '1:6'], ['echo "$(ls $POD)"', '1:12'], ['if true; then ls $POD; fi', '1:18'], ['echo a\nls $POD', '2:4']]) {
    const found = lintStep('unquoted-variable', source ?? '');
    assert.equal(found[0]?.split(' ')[0], place, `${source}: ${found.join()}`);
  }
});

test('where nothing splits, nothing is told', () => {
  for (const source of ['kubectl logs "$POD"', 'x=$POD', 'export X=$POD', 'for p in $POD; do :; done', '[[ $POD = a ]]', 'case $POD in a) ;; esac', 'exit $?', 'echo $#', 'echo $((POD + 1))', "echo '$POD'", 'cat <<< $POD', 'cat <<E\n$POD\nE', 'echo "${x[@]}"', 'echo \\$POD']) {
    assert.deepEqual(lintStep('unquoted-variable', source), [], source);
  }
});

test('a transcript is looked at too', () => {
  assert.match(lintStep('unquoted-variable', '$ true\n$ ls $POD', 'effect=read', 'console')[0] ?? '', /^2:6 /);
});
