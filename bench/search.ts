/**
 * Search over a site of 300 made runbooks and this repository's handbook: how large what the page loads is, how long its index
 * takes to make, the longest that the page is held up by it, and what each key costs while real questions are typed letter by
 * letter, a message is pasted, and what runs on something is asked. First on Node, which has Chromium's engine, and by the thread's
 * own time on the processor, which a busy machine disturbs less than the clock; then in Chromium, through the page. Ends with 1
 * when a promise is broken. `npm run bench:search [-- 300]` takes another size.
 */
import { gzipSync } from 'node:zlib';
import { Finder } from '../common/search/finder.ts';
import { questions, searchContentOf } from './search-content.ts';
import { pressKeys } from './search-page.ts';
import { median, percentile } from './statistics.ts';

const promised = { keyMs: 50, gzipKiB: 512 };
const messages = [
  'Error from server (NotFound): pods "alert-stream-0-7f9c8" not found',
  '2026-01-02T03:04:05.678Z ERROR worker: connection refused (10.2.3.4:6379)\n  at connect (/app/node_modules/ioredis/index.js:12:3)\nLast state: Terminated, Reason: OOMKilled, Exit code 137',
  Array.from({ length: 400 }, (_, at) => `Traceback line ${at}: cannot reach 10.0.0.${at % 255}: the lag grows by more than ${at} a minute`).join('\n'),
];

const [size = 300] = process.argv.slice(2).map(Number);
const began = spent();
const text = searchContentOf(size);
console.log(`the build compiles and reads ${size} runbooks and the handbook for it in ${((spent() - began) / 1000).toFixed(1)} s`);
const sizes = { raw: text.length / 1024, gzip: gzipSync(text, { level: 9 }).length / 1024 };
console.log(`${size} runbooks: the page loads ${sizes.raw.toFixed(0)} KiB, ${sizes.gzip.toFixed(0)} KiB gzip`);

const { finder, madeMs, heldMs } = await load();
console.log(`the index is made in ${madeMs.toFixed(0)} ms, and holds the page up for at most ${heldMs.toFixed(0)} ms at a time`);

const keys = questions.flatMap((question) => Array.from(question, (_, at) => timed(question.slice(0, at + 1))));
// The first key is pressed on code that the engine has never run; what people feel is in there, too.
const times = keys.map(({ ms }) => ms);
const slowest = keys.reduce((one, other) => (other.ms > one.ms ? other : one));
console.log(`a key of ${times.length}: median ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, longest ${slowest.ms.toFixed(1)} ms at “${slowest.typed}”`);

const pasted = messages.map((message) => timed(message).ms);
console.log(`a pasted message: ${pasted.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}; the last has 400 lines`);

const pressed = await pressKeys(text, questions);
const [work, drawn] = [pressed.map(({ workMs }) => workMs), pressed.map(({ drawnMs }) => drawnMs)];
const slowestDrawn = pressed.reduce((one, other) => (other.drawnMs > one.drawnMs ? other : one));
const hardest = pressed.reduce((one, other) => (other.workMs > one.workMs ? other : one));
console.log(`in Chromium, a key of ${pressed.length}: work median ${median(work).toFixed(1)} ms, p95 ${percentile(work, 0.95).toFixed(1)} ms, longest ${hardest.workMs.toFixed(1)} ms at “${hardest.typed}”; `
  + `until it is drawn median ${median(drawn).toFixed(0)} ms, p95 ${percentile(drawn, 0.95).toFixed(0)} ms, longest ${slowestDrawn.drawnMs.toFixed(0)} ms at “${slowestDrawn.typed}”`);

const broken = [
  ...(percentile(work, 0.95) >= promised.keyMs ? [`a key in Chromium takes ${promised.keyMs} ms of work or more`] : []),
  ...(percentile(times, 0.95) >= promised.keyMs ? [`a key takes ${promised.keyMs} ms or more`] : []),
  ...(pasted.some((ms) => ms >= promised.keyMs * 4) ? ['a pasted message takes 200 ms or more'] : []),
  ...(size === 300 && sizes.gzip > promised.gzipKiB ? [`what the page loads is more than ${promised.gzipKiB} KiB`] : []),
];
for (const problem of broken) console.log(`✖ ${problem}`);
if (broken.length === 0) console.log('✔ every promise is kept');
process.exitCode = broken.length === 0 ? 0 : 1;

async function load(): Promise<{ finder: Finder; madeMs: number; heldMs: number }> {
  let since = spent();
  let heldMs = 0;
  const began = since;
  const pause = async (): Promise<void> => {
    heldMs = Math.max(heldMs, spent() - since);
    await new Promise((resolve) => { setImmediate(resolve); });
    since = spent();
  };
  const made = await Finder.make(JSON.parse(text) as Parameters<typeof Finder.make>[0], pause);
  return { finder: made, madeMs: spent() - began, heldMs: Math.max(heldMs, spent() - since) };
}

function timed(typed: string): { typed: string; ms: number } {
  const began = spent();
  finder.answer(typed);
  return { typed: typed.slice(0, 60), ms: spent() - began };
}

/** Time of this thread on the processor, in milliseconds. */
function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
