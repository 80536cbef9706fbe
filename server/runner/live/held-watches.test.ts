/** The server's side of watches: when a runner is gone, what it watched is asked for at the next; what nobody wants is let go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandrailError } from '../../../common/errors.ts';
import type { PanelState } from '../../../common/panel.ts';
import type { Link } from '../wire/link.ts';
import { HeldWatches } from './held-watches.ts';
import type { WatchRequest } from './watch-request.ts';

const request = { person: 'ada' } as WatchRequest;
const state: PanelState = { view: null, problem: null, at: null, time: null };

class Runner {
  isGone = false;
  failure: HandrailError | null = null;
  readonly asked: [method: string, watch: number][] = [];
  request(method: string, { watch }: { watch: number }): Promise<unknown> {
    this.asked.push([method, watch]);
    return this.failure === null ? Promise.resolve(null) : Promise.reject(this.failure);
  }
  tell(method: string, { watch }: { watch: number }): void { this.asked.push([method, watch]); }
  get link(): Link { return this as unknown as Link; }
}

function listener(): { told: PanelState[]; ended: string[]; tell(state: PanelState): void; end(why: HandrailError): void } {
  const [told, ended]: [PanelState[], string[]] = [[], []];
  return { told, ended, tell: (said) => { told.push(said); }, end: ({ code }) => { ended.push(code); } };
}

test('a watch is told of by its number, until nobody wants it', async () => {
  const runner = new Runner();
  const watches = new HeldWatches(() => Promise.resolve(runner.link));
  const [one, other] = [listener(), listener()];
  const end = await watches.open(request, one);
  await watches.open(request, other);
  watches.hear({ watch: 1, state });
  assert.deepEqual([one.told.length, other.told.length], [1, 0]);
  end();
  watches.hear({ watch: 1, state });
  assert.equal(one.told.length, 1);
  assert.deepEqual(runner.asked, [['watch', 1], ['watch', 2], ['unwatch', 1]]);
});

test('when its runner is gone, it is asked for at the one that is there now, or ended by what that says', async () => {
  const [first, second] = [new Runner(), new Runner()];
  let current = first;
  const watches = new HeldWatches(() => Promise.resolve(current.link));
  const told = listener();
  await watches.open(request, told);
  watches.resume();
  assert.equal(first.asked.length, 1);
  first.isGone = true;
  current = second;
  watches.resume();
  await new Promise(setImmediate);
  assert.deepEqual(second.asked, [['watch', 1]]);
  watches.hear({ watch: 1, state });
  assert.equal(told.told.length, 1);
  second.isGone = true;
  second.failure = new HandrailError('runner-away');
  watches.resume();
  await new Promise(setImmediate);
  assert.deepEqual(told.ended, []);
  second.failure = new HandrailError('panel-refused', { why: 'No.' });
  watches.resume();
  await new Promise(setImmediate);
  assert.deepEqual(told.ended, ['panel-refused']);
});

test('one that is refused, or was left before it was there, holds nothing', async () => {
  const runner = new Runner();
  runner.failure = new HandrailError('panel-refused', { why: 'No.' });
  const watches = new HeldWatches(() => Promise.resolve(runner.link));
  await assert.rejects(watches.open(request, listener()), (error: HandrailError) => error.code === 'panel-refused');
  runner.failure = null;
  const late = watches.open(request, listener());
  watches.clear();
  await late;
  assert.deepEqual(runner.asked.slice(-2), [['watch', 2], ['unwatch', 2]]);
});
