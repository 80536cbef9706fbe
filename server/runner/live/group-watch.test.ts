/** A group is followed by calls, or by one program that goes on; what is wrong is told, and it is asked again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchGroup } from './group-watch.ts';
import { ReadProblem } from './read-problem.ts';
import type { RedisReader } from './redis-reader.ts';
import type { Answer } from './redis-text.ts';

const stream = (length: number, ...groups: string[]): Answer => ['length', length, 'groups', groups.map((name) => ['name', name, 'lag', 1, 'pel-count', 0, 'last-delivered-id', '1-1', 'consumers', []])];

/** Follows group `g` at a Redis in a pod whose programs print this, one after the other; gives what was told until the last has come. */
async function follow(...rounds: (readonly (Answer | Error)[] | ReadProblem)[]): Promise<{ told: string[]; commands: string[]; wasEnded: boolean }> {
  const [told, commands]: [string[], string[]] = [[], []];
  const end = Promise.withResolvers<undefined>();
  let wasEnded = false;
  const reader: RedisReader = {
    isCostly: true, call: () => Promise.reject(new Error('one program is enough')), close: () => undefined,
    async* repeat(words, ending) {
      commands.push(words.join(' '));
      const round = rounds[commands.length - 1];
      if (round instanceof ReadProblem) throw round;
      yield* round ?? [];
      if (round !== undefined) return;
      // As a program that goes on until nobody looks any more.
      end.resolve(undefined);
      await new Promise((gone) => { ending.addEventListener('abort', gone); });
      wasEnded = true;
      throw new ReadProblem('ended');
    },
  };
  const stop = watchGroup(() => Promise.resolve(reader), { stream: 's', group: 'g' }, {
    group: (state, more) => { told.push(`${state === null ? 'none' : `${state.length}/${state.lag}`}${more ? '+' : ''}`); },
    problem: ({ message }) => { told.push(`! ${message}`); },
  }, 1);
  await end.promise;
  stop();
  await new Promise(setImmediate);
  return { told, commands, wasEnded };
}

test('one program tells again and again; when its time is over another begins; it ends with who looks', async () => {
  const { told, commands, wasEnded } = await follow([stream(1, 'g'), stream(2, 'other', 'g'), stream(3, 'other')], [stream(4, 'g')]);
  assert.deepEqual(told, ['1/1', '2/1', 'none', '4/1']);
  assert.deepEqual(new Set(commands), new Set(['XINFO STREAM s FULL COUNT 1']));
  assert.equal(commands.length, 3);
  assert.ok(wasEnded);
});

test('a stream that is not there is no failure; what else Redis says, and what leads there, is told', async () => {
  const { told } = await follow([new Error('ERR no such key'), stream(1, 'g')], [new Error('WRONGTYPE no stream')], new ReadProblem('pods "cache-0" not found', 404), [], [stream(2, 'g')]);
  assert.deepEqual(told, ['none', '1/1', '! WRONGTYPE no stream', '! pods "cache-0" not found', '! The redis-cli in the pod says nothing.', '2/1']);
});
