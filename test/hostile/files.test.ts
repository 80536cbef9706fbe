/**
 * A workspace’s files, looked at and changed from outside while what is in them was put there by a hostile step, or is being
 * put there now: real runs leave it, the runner’s real helper meets it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import { bytesOfText, idOfPath, pathOfId, shownName } from '../../common/workspace-path.ts';
import { openTrial, type Trial } from '../../server/runner/trial.ts';
import { isAlive, pause } from '../handrail.ts';

let trial: Trial;
let outside: string;
before(() => {
  outside = mkdtempSync('/tmp/hr-outside-');
  writeFileSync(join(outside, 'secret'), 'of the machine');
  trial = openTrial();
});
after(async () => {
  await trial.close();
  rmSync(outside, { recursive: true });
});

const id = (path: string) => idOfPath(bytesOfText(path));
const leave = async (source: string, person: string) => {
  const { run, output } = await trial.run({ source: `cd /workspace; ${source}`, timeout: 60 }, { person });
  assert.equal(run.exitStatus, 0, output);
  return output;
};
const ask = async <Ask extends FilesAsk>(person: string, what: Ask): Promise<FilesAnswers[Ask['act']]> => await trial.files(person, 'practice', what);
const read = async (person: string, path: string) => Buffer.from((await ask(person, { act: 'read', at: id(path) })).content ?? '', 'base64').toString();
const write = async (person: string, path: string, base: string | null, text = 'new\n') =>
  await ask(person, { act: 'write', at: id(path), base, content: Buffer.from(text).toString('base64') });
const names = async (person: string, path = '') => (await ask(person, { act: 'list', at: id(path), after: '' })).entries.map((entry) => `${entry.kind} ${shownName(pathOfId(entry.id) ?? '')}`);
/** What an act came to: `done`, or the refusal’s code and sentence. */
const came = async (act: Promise<unknown>) => await act.then(() => 'done', (error: unknown) => {
  assert.ok(error instanceof HandrailError, String(error));
  return `${error.code} ${error.message}`;
});
const whole = async (person: string, path: string) => {
  const { download } = await ask(person, { act: 'open', at: id(path) });
  const pieces: Uint8Array[] = [];
  for (let piece = await ask(person, { act: 'take', download }); piece.length > 0; piece = await ask(person, { act: 'take', download })) pieces.push(piece);
  return Buffer.concat(pieces);
};

const traps: [what: string, source: string, path: string, read: RegExp, write: RegExp][] = [
  ['a link to a file of the machine', 'ln -s /etc/passwd link', 'link', /is a link/, /is a link/],
  ['a link to a file outside', 'ln -s OUTSIDE/secret out', 'out', /is a link/, /is a link/],
  ['a link in a folder’s place', 'ln -s OUTSIDE folder', 'folder/secret', /through a link/, /through a link/],
  ['a link to the root', 'ln -s / root', 'root/etc/passwd', /through a link/, /through a link/],
  ['a link that climbs', 'ln -s ../run/handrail climb', 'climb/ask', /through a link/, /through a link/],
  ['a link that dangles', 'ln -s /workspace/nowhere dangling', 'dangling', /is a link/, /is a link/],
  ['a link to itself', 'ln -s loop loop', 'loop/x', /through a link/, /through a link/],
  ['a pipe', 'mkfifo pipe', 'pipe', /no plain file/, /no plain file/],
  ['a socket', 'python3 -c "import os, stat; os.mknod(\'socket\', stat.S_IFSOCK | 0o600)"', 'socket', /no plain file/, /no plain file/],
  ['a folder', 'mkdir taken', 'taken', /is a folder/, /is a folder/],
  ['a closed folder', 'mkdir -m 000 closed', 'closed/x', /is closed/, /is closed/],
  ['a folder that can be passed only', 'mkdir -m 311 passed; echo x >passed/x; chmod 111 passed', 'passed/y', /nothing at/, /is closed/],
  ['a closed file', 'echo x >shut; chmod 000 shut', 'shut', /is closed/, /is closed/],
  ['a file in a folder’s place', 'echo x >plain', 'plain/x', /through a link, or through something/, /through something/],
  ['a folder that is not there', ':', 'none/x', /nothing at/, /nothing at/],
];
test('links, pipes, sockets and closed folders are neither read, written nor waited for, and nothing outside is touched', async () => {
  await leave(traps.map(([, source]) => source.replace('OUTSIDE', outside)).join('\n'), 'traps');
  for (const [what, , path, readSays, writeSays] of traps) {
    const [toRead, toWrite, toTake] = await Promise.all([read('traps', path), write('traps', path, null), whole('traps', path.includes('/') ? path : `${path}/x`)].map(came));
    assert.match(toRead ?? '', readSays, what);
    assert.match(toWrite ?? '', writeSays, what);
    assert.notEqual(toTake, 'done', what);
  }
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'of the machine');
  assert.ok(!(await whole('traps', '')).includes('of the machine'));
  for (const name of ['link', 'out', 'folder', 'root', 'pipe', 'socket', 'dangling', 'loop', 'closed', 'taken']) assert.equal(await came(ask('traps', { act: 'remove', at: id(name) })), 'done', name);
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.match(await came(ask('traps', { act: 'remove', at: id('passed') })), /not empty|closed/);
  assert.deepEqual((await names('traps')).filter((name) => name.startsWith('file')), ['file plain', 'file shut']);
});

test('a folder that is swapped for a link while it is looked into leads nowhere else', async () => {
  await leave('mkdir real; echo mine >real/passwd; mkdir -p hold', 'swapper');
  const swapper = trial.host.start(trial.request({ background: true, source: 'cd /workspace; echo up; while :; do mv -T real hold/r; ln -s /etc real; rm real; mv -T hold/r real; done', timeout: 60 }, { person: 'swapper' }));
  await trial.until(swapper.id, (output) => output.includes('up'));
  const seen = new Set<string>();
  for (let round = 0; round < 8; round += 1) {
    const acts = [read('swapper', 'real/passwd'), write('swapper', `real/new${round}`, null).then(() => 'written'), names('swapper', 'real').then((found) => found.filter((name) => !name.includes('new') && !name.startsWith('file .handrail-')).join())];
    for (const one of await Promise.all(acts.map((act) => act.catch((error: unknown) => (error as HandrailError).code)))) seen.add(one);
  }
  await trial.host.stop(swapper.id);
  await trial.end(swapper.id);
  for (const one of seen) assert.match(one, /^(mine\n|written|file passwd|no-file|file-refused)$/);
});

test('a pipe that somebody waits at is not woken by looking, listing or packing', async () => {
  await leave('mkfifo pipe; echo x >file', 'waiter');
  const waiter = trial.host.start(trial.request({ background: true, source: 'cd /workspace; echo up; cat pipe; echo woken', timeout: 60 }, { person: 'waiter' }));
  await trial.until(waiter.id, (output) => output.includes('up'));
  await came(read('waiter', 'pipe'));
  await names('waiter');
  assert.ok((await whole('waiter', '')).includes('file'));
  assert.equal(trial.host.get(waiter.id)?.state, 'running');
  await leave('echo on >pipe', 'waiter');
  assert.equal((await trial.end(waiter.id)).exitStatus, 0);
});

test('a file larger than any memory is told, downloaded piece by piece, and let go of', async () => {
  await leave('truncate -s 2G huge; mkdir sparse; truncate -s 1G sparse/huge; echo end >>sparse/huge', 'big');
  const found = await ask('big', { act: 'read', at: id('huge') });
  assert.deepEqual([found.size, found.content, found.digest], [2 * 1024 ** 3, null, null]);
  assert.match(await came(write('big', 'huge', '0'.repeat(64))), /changed/);
  const { download, size } = await ask('big', { act: 'open', at: id('huge') });
  assert.equal(size, 2 * 1024 ** 3);
  const piece = await ask('big', { act: 'take', download });
  assert.ok(piece.length > 0 && piece.length <= 1024 * 1024);
  assert.match(await came(ask('other', { act: 'take', download })), /has ended/);
  await ask('other', { act: 'drop', download });
  assert.ok((await ask('big', { act: 'take', download })).length > 0, 'another person’s drop is nothing');
  await ask('big', { act: 'drop', download });
  assert.match(await came(ask('big', { act: 'take', download })), /has ended/);
  // Holes are not packed.
  assert.ok((await whole('big', 'sparse')).length < 1024 * 1024);
});

test('more files than are told at once come in their order, page by page', async () => {
  await leave('mkdir many; cd many; seq -f "%05.0f" 4500 | xargs touch', 'many');
  const seen: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const listing: FilesAnswers['list'] = await ask('many', { act: 'list', at: id('many'), after });
    assert.equal(listing.count, 4500);
    seen.push(...listing.entries.map((entry) => pathOfId(entry.id) ?? ''));
    after = listing.next;
  }
  assert.deepEqual(seen, Array.from({ length: 4500 }, (_, at) => String(at + 1).padStart(5, '0')));
});

test('a name may be anything: it is shown, and what it names is reached', async () => {
  const odd = ['a\nb', '\x1b[31mred\x1b[0m', '-rf', '$(touch evil)', 'caf\xe9', '\xff\xfe', ' ', '*', '"; rm x', 'ok 1 2', 'file 3 4 c', bytesOfText('gpj.\u202etxt'), 'x'.repeat(255)];
  await leave(odd.map((name, at) => `printf ${at} >"$(printf %b '${Array.from(name, (one) => `\\0${one.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')}' ; printf _)"`).join('\n').replaceAll('; printf _)', ')'), 'odd');
  const { entries } = await ask('odd', { act: 'list', at: '', after: '' });
  for (const [at, name] of odd.entries()) {
    const entry = entries.find((one) => one.id === idOfPath(name));
    assert.ok(entry, name);
    assert.equal(Buffer.from((await ask('odd', { act: 'read', at: entry.id })).content ?? '', 'base64').toString(), String(at));
  }
  assert.equal((await whole('odd', '')).includes('evil)'), true);
  assert.ok(!(await names('odd')).includes('file evil'));
});

test('a save takes the place of what was edited and of nothing else, keeps what may be done with it, and happens once', async () => {
  await leave('printf "#!/bin/sh\\necho one\\n" >script; chmod 4750 script; ln script second; echo x >mine', 'saver');
  const { digest } = await ask('saver', { act: 'read', at: id('script') });
  const tries = await Promise.all(['a', 'b', 'c', 'd'].map((text) => came(write('saver', 'script', digest, text))));
  assert.deepEqual(tries.map((how) => how.split(' ')[0]).sort(), ['done', 'file-changed', 'file-changed', 'file-changed']);
  assert.match(await leave('stat -c "%a %h" script; cat second', 'saver'), /^750 1\n#!\/bin\/sh\necho one\n$/);
  assert.match(await came(write('saver', 'mine', null)), /^file-changed/);
  assert.match(await came(write('saver', 'gone', digest)), /^file-changed/);
  const saved = await write('saver', 'script', (await ask('saver', { act: 'read', at: id('script') })).digest, 'last\n');
  assert.equal(saved.digest, (await ask('saver', { act: 'read', at: id('script') })).digest);
  assert.equal(await leave('cat script', 'saver'), 'last\n');
  assert.equal(await came(ask('saver', { act: 'make-folder', at: id('folder') })), 'done');
  assert.equal(await came(write('saver', 'folder/whole', null, 'x'.repeat(1024 * 1024))), 'done');
  assert.equal((await read('saver', 'folder/whole')).length, 1024 * 1024);
  assert.match(await came(ask('saver', { act: 'remove', at: id('folder') })), /not empty/);
  // Nothing half-written stays behind, whatever was refused.
  assert.deepEqual((await names('saver')).filter((name) => name.includes('.handrail')), []);
});

test('what carries over is told by name; no value is', async () => {
  await leave('export TOKEN=hush COLOUR=red; mkdir "$(printf "a\\n\\033b")"; cd a*', 'teller');
  const { directory, variables } = await ask('teller', { act: 'state' });
  assert.equal(directory, '/workspace/a⟦U+000A⟧⟦U+001B⟧b');
  assert.ok(variables.includes('TOKEN') && variables.includes('COLOUR'));
  assert.doesNotMatch(JSON.stringify(variables), /hush|red/);
});

test('one person’s files are not another’s, nor one environment’s another’s', async () => {
  await leave('echo mine >mine', 'anna');
  assert.deepEqual((await names('berta')).filter((name) => !name.includes('.kube')), []);
  assert.match(await came(read('berta', 'mine')), /^no-file/);
  assert.match(await came(trial.files('anna', 'dev', { act: 'read', at: id('mine') })), /^no-file/);
});

test('depth beyond any path is listed as far as paths go', async () => {
  await leave('perl -e \'for (1..500) { mkdir "dddddddddd"; chdir "dddddddddd" or die }\'', 'deep');
  const deepest = Array.from({ length: 372 }, () => 'dddddddddd').join('/');
  assert.deepEqual(await names('deep', deepest), []);
  assert.match(await came(ask('deep', { act: 'remove', at: id('dddddddddd') })), /not empty/);
});

test('who asks for too much at once is told so; what was asked leaves neither process nor folder', async () => {
  const asked = await Promise.all(Array.from({ length: 12 }, () => came(names('greedy'))));
  assert.ok(asked.filter((how) => how === 'done').length >= 8 && asked.some((how) => how.startsWith('too-fast')));
  const opened = await Promise.all(Array.from({ length: 6 }, () => came(ask('greedy', { act: 'open', at: '' }))));
  assert.ok(opened.some((how) => /Too many downloads/.test(how)));
  for (let download = 0; download < 100; download += 1) await ask('greedy', { act: 'drop', download });
  const left = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isAlive(Number(name)) && commandLine(name).includes(trial.paths.runtime));
  for (const late = Date.now() + 30_000; (left().length > 0 || readdirSync(join(trial.paths.runtime, 'runs')).length > 0) && Date.now() < late;) await pause(25);
  assert.deepEqual([left(), readdirSync(join(trial.paths.runtime, 'runs'))], [[], []]);
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
