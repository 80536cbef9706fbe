/**
 * Terminals used against whoever stands behind them: output that takes for ever to look at, input that nobody reads,
 * sequences that a terminal would obey, and the terminals of other runs. Real runs, in a runner in this process, so that
 * a moment in which it stands still is seen.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HandrailError } from '../../common/errors.ts';
import { openTrial, type Trial } from '../../server/runner/trial.ts';
import { pause } from '../handrail.ts';
import { watched } from './turns.ts';

let trial: Trial;
before(() => { trial = openTrial(); });
after(() => trial.close());

const floods: [what: string, source: string, step: object][] = [
  ['two million carriage returns', 'head -c 2000000 /dev/zero | tr "\\0" "\\r"', { expect: 'x' }],
  ['carriage returns and one newline', 'head -c 2000000 /dev/zero | tr "\\0" "\\r"; echo', { expect: 'x\ny' }],
  ['two million escapes', 'head -c 2000000 /dev/zero | tr "\\0" "\\033"', { expect: 'x' }],
  ['an escape that never ends', 'printf "\\033["; head -c 2000000 /dev/zero | tr "\\0" 0', { expect: 'x' }],
  ['a title that never ends', 'printf "\\033]0;"; head -c 2000000 /dev/zero | tr "\\0" a', { expect: 'x' }],
  ['a hundred thousand begun titles', 'for i in {1..100000}; do printf "\\033]0;aaaaaaaaaaaa"; done', { expect: 'x' }],
  ['a million newlines', 'yes "" | head -c 1000000', { expect: 'x … y' }],
  ['what almost matches, over and over', 'yes "a b a b" | head -c 1000000', { expect: 'a b … a c … a d' }],
  ['a transcript that almost matches', 'yes PONGX | head -c 1000000', { language: 'bash', expect: 'PONG\n…\nPONG' }],
  ['spaces at every line’s end', 'yes "$(printf "%500s" "")" | head -c 2000000', { expect: 'x' }],
  ['one line of 50 MB', 'head -c 50000000 /dev/zero | tr "\\0" a', {}],
  ['one line of 20 MB where a secret is masked', 'head -c 20000000 /dev/zero | tr "\\0" a', { mask: 'password=\\S+' }],
  ['bytes that are no text', 'head -c 5000000 /dev/urandom', { expect: 'x', mask: 'password=\\S+' }],
];
for (const [what, source, step] of floods) {
  test(`${what} hold nobody else up`, { timeout: 200_000 }, async () => {
    const { result, stall } = await watched(() => trial.run({ source, timeout: 100, ...step }));
    assert.equal(result.run.state, 'exited');
    assert.ok(stall < 1_000, `everything stood still for ${Math.round(stall)} ms`);
  });
}

test('keys for a program that reads none are refused at last, and nobody else waits for them', { timeout: 200_000 }, async () => {
  for (const mode of ['raw -echo', 'cooked', '-icanon echo']) {
    const started = trial.host.start(trial.request({ source: `stty ${mode}; echo up; sleep 300`, interactive: true, timeout: 300 }));
    await trial.until(started.id, (output) => output.includes('up'));
    const { stall } = await watched(async () => {
      let refused = '';
      for (let at = 0; at < 100 && refused === ''; at += 1) {
        try {
          trial.host.input(started.id, 'x'.repeat(64 * 1024));
        } catch (error) {
          refused = (error as HandrailError).code;
        }
        if (at % 10 === 0) await pause(5);
      }
      // A terminal that reads by the line throws away what makes a line too long; the others keep all, to a bound.
      if (mode !== 'cooked') assert.equal(refused, 'too-fast');
      assert.equal((await trial.run({ source: 'echo beside' }, { person: 'somebody-else' })).output, 'beside\n');
    });
    assert.ok(stall < 1_000, `everything stood still for ${Math.round(stall)} ms`);
    await trial.host.stop(started.id);
    assert.equal((await trial.end(started.id)).state, 'stopped');
  }
});

test('a large paste reaches a program that reads slowly, whole and in order', { timeout: 200_000 }, async () => {
  const started = trial.host.start(trial.request({ source: 'stty raw -echo; echo up; sleep 0.3; head -c 300000 | sha256sum', interactive: true }));
  await trial.until(started.id, (output) => output.includes('up'));
  const paste = Array.from({ length: 300_000 / 10 }, (_, at) => String(at).padStart(10, '.')).join('');
  for (let at = 0; at < paste.length; at += 10_000) trial.host.input(started.id, paste.slice(at, at + 10_000));
  await trial.end(started.id);
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(paste))).toString('hex');
  assert.match(await trial.until(started.id, () => true), new RegExp(hash));
});

const sequences: [what: string, text: string][] = [
  ['a link that is a script', '\\033]8;;javascript:alert(1)\\007click\\033]8;;\\007'],
  ['a write to the clipboard', '\\033]52;c;ZXZpbA==\\007'],
  ['a question for the clipboard', '\\033]52;c;?\\007'],
  ['a title of HTML', '\\033]0;<img src=x onerror=alert(1)>\\007'],
  ['a question where the cursor is', '\\033[6n\\033[c\\033[>c\\033[5n\\033[21t\\033P$qm\\033\\\\\\033]10;?\\007'],
  ['a file for the printer', '\\033[5i<script>alert(1)</script>\\033[4i'],
  ['a picture', '\\033]1337;File=name=eA==;inline=1:AAAA\\007\\033Pq#0;2;0;0;0#0~~\\033\\\\'],
  ['8-bit controls', '\\233\\061m\\235\\060;x\\234\\220q\\234'],
  ['HTML', '</pre><script>alert(1)</script>'],
];
for (const [what, text] of sequences) {
  test(`${what} is kept as it was printed, and answered by nobody on the way`, async () => {
    const { bytes } = await trial.run({ source: `printf '${text}'; read -rt 0.2 -n 20 answer </dev/tty && echo "ANSWER"`, interactive: true });
    const expected = Buffer.from(text.replaceAll('\\\\', '\\').replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))).replaceAll('\\\\', '\\'), 'latin1');
    assert.equal(bytes.toString('latin1'), expected.toString('latin1'));
  });
}

const requests: [name: string, number: number][] = [['typing (TIOCSTI)', 0x5412], ['the console’s own requests (TIOCLINUX)', 0x541c], ['another line discipline (TIOCSETD)', 0x5423], ['the console’s output (TIOCCONS)', 0x541d]];
for (const interactive of [false, true]) {
  for (const [name, number] of requests) {
    test(`${interactive ? 'an interactive' : 'a'} step is refused ${name} at its terminal`, async () => {
      const { output } = await trial.run({ interactive, source: `python3 -c 'import fcntl, struct
for fd in (0, 1, 2):
  try: fcntl.ioctl(fd, ${number}, struct.pack("i", 27)); print("granted")
  except OSError as error: print("refused", error.errno)'` });
      assert.match(output, /refused/);
      assert.doesNotMatch(output, /granted/);
    });
  }
}

test('the terminal of another run, of the same person even, cannot be found or opened', async () => {
  const other = trial.host.start(trial.request({ background: true, interactive: true, source: 'echo up; sleep 300; echo end', timeout: 300 }));
  await trial.until(other.id, (output) => output.includes('up'));
  const look = 'ls /dev/pts; for at in {0..40}; do (echo INTRUDED >/dev/pts/$at) 2>/dev/null && echo "opened $at"; done; for fd in 0 1 2; do readlink /proc/self/fd/$fd; done; (echo INTRUDED >/dev/console) 2>/dev/null; true';
  for (const interactive of [false, true]) {
    const { output } = await trial.run({ source: look, interactive });
    assert.doesNotMatch(output, /opened/);
  }
  assert.doesNotMatch(await trial.until(other.id, () => true), /INTRUDED/);
  await trial.host.stop(other.id);
  await trial.end(other.id);
});

test('a secret is masked however it is cut, and in an unfinished line', async () => {
  const source = 'for part in "pass" "word=hun" "ter2" " then" "\\n"; do printf "$part"; sleep 0.05; done; printf "password=hunter3"';
  for (const interactive of [false, true]) {
    const { output } = await trial.run({ source, mask: 'password=\\S+', interactive });
    assert.doesNotMatch(output, /hunter/);
    assert.match(output, /\[hidden\] then/);
  }
});
