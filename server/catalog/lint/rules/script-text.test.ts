import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintStep } from '../text-fixture.ts';

const told: [source: string, severity: string, instead: RegExp][] = [
  ['bash -c "echo $REASON"', 'error', /"\$1"/], ['sh -c "echo $POD"', 'warning', /_ "\$POD"/], ['eval "echo $REASON"', 'error', /without `eval`/], ['sudo bash -c "x $REASON"', 'error', /"\$1"/],
  ['kubectl exec cache-0 -- sh -c "echo $REASON"', 'error', /"\$1"/], ['kubectl exec cache-0 -n "$POD" -- bash -ec "echo ${REASON}"', 'error', /"\$1"/],
  ['ssh host "echo $REASON"', 'error', /@Q/], ['sed -i "s/a/$REASON/" x', 'warning', /yq/], ['sed -e "s/a/$POD/" x', 'note', /yq/], ['sed -i "s/a/$DAY/" x', 'note', /yq/], ['sed -E -e s/a/b/ -e "s/c/$REASON/" x', 'warning', /yq/],
  ['awk "/$REASON/ {print}" x', 'error', /-v value="\$REASON"/], ['python3 -c "print(\'$REASON\')"', 'error', /os\.environ/], ['perl -pe "s/a/$REASON/" x', 'error', /\$ENV/],
  ['jq ".[] | select(.a == \\"$REASON\\")" x', 'warning', /--arg/], ['kubectl get pods -o jsonpath="{.items[?(@.a==\'$REASON\')]}"', 'warning', /--field-selector/], ['kubectl get x -o "jsonpath={.$POD}"', 'note', /--field-selector/],
  ['kubectl patch x -p "{\\"a\\": \\"$REASON\\"}"', 'warning', /jq -n/], ['psql -c "select $REASON"', 'error', /`sql` step/], ['sqlite3 a.db "select $REASON"', 'error', /`sql` step/], ['node -e "$REASON"', 'error', /process\.env/],
];
const fine = ['bash -c \'echo "$1"\' _ "$REASON"', "sh -c 'echo $REASON'", 'sed -i s/a/b/ "$POD"', 'awk -v x="$REASON" \'{print x}\' y', 'jq --arg v "$REASON" \'.a == $v\' y', 'kubectl get pods "$POD" -o json',
  'ssh host "echo ${REASON@Q}"', 'grep "$REASON" x', 'echo "$REASON"', 'kubectl exec "$POD" -- ls "$REASON"', 'bash -c "echo $HOME"', 'python3 x.py "$REASON"', 'bash x.sh "$REASON"'];

test('a parameter that becomes part of a script is told, with what to write instead', () => {
  for (const [source, severity, instead] of told) {
    const [found = ''] = lintStep('script-text', source);
    assert.equal(found.split(' ')[1], severity, `${source}: ${found}`);
    assert.match(found, instead, source);
  }
});

test('one that is handed over as a value is not', () => {
  for (const source of fine) assert.deepEqual(lintStep('script-text', source), [], source);
});
