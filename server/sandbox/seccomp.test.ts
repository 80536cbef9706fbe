import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildFilter, filterForThisMachine, machines } from './seccomp.ts';
import { narrowed, refused } from './seccomp-table.ts';

const allow = 0x7fff0000;
const kill = 0x80000000;
const eperm = 0x00050001;
const enosys = 0x00050026;
const noProtocol = 0x0005005d;
const architecture = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** Runs a filter as the kernel would, over one call. */
function run(filter: Uint8Array, data: { number: number; architecture: number; args?: number[] }): number {
  const view = new DataView(filter.buffer);
  let accumulator = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const code = view.getUint16(at * 8, true);
    const value = view.getUint32(at * 8 + 4, true);
    const jump = (holds: boolean) => { at += view.getUint8(at * 8 + (holds ? 2 : 3)); };
    if (code === 0x20) {
      if (value === 0) accumulator = data.number;
      else if (value === 4) accumulator = data.architecture;
      else accumulator = data.args?.[(value - 16) / 8] ?? 0;
    } else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump(((accumulator & value) >>> 0) !== 0);
    else if (code === 0x06) return value;
    else assert.fail(`unknown instruction ${code}`);
  }
  assert.fail('the filter ran off its end');
}

for (const machine of machines) {
  const filter = buildFilter({ machine, unixSockets: false });
  const open = buildFilter({ machine, unixSockets: true });
  const ask = (number: number, args: number[] = [], which = filter) => run(which, { number, architecture: architecture[machine], args });
  const calls = machine === 'x64' ? { socket: 41, ioctl: 16, clone: 56, read: 0 } : { socket: 198, ioctl: 29, clone: 220, read: 63 };

  test(`${machine}: every call of the table is refused with EPERM, and ordinary ones are allowed`, () => {
    for (const entry of refused.flatMap((group) => group.calls)) {
      const number = entry[machine];
      if (number !== null) assert.equal(ask(number), eperm, entry.name);
    }
    assert.equal(ask(calls.read), allow);
    assert.equal(ask(435), enosys);
  });

  test(`${machine}: sockets of the Internet are allowed; unix sockets only when asked for; odd families never`, () => {
    for (const [family, expected, expectedOpen] of [[1, eperm, allow], [2, allow, allow], [10, allow, allow], [16, allow, allow], [17, eperm, eperm], [38, eperm, eperm], [40, eperm, eperm]] as const) {
      assert.equal(ask(calls.socket, [family]), expected, `family ${family}`);
      assert.equal(ask(calls.socket, [family], open), expectedOpen, `family ${family}, unix sockets on`);
    }
    for (const [family, type, protocol, expected] of [
      [2, 1, 6, allow], [10, 2 | 0o2004000, 17, allow], [2, 2, 1, allow], [10, 2, 58, allow], [2, 1, 262, noProtocol], [10, 1, 132, noProtocol],
      [2, 6, 0, noProtocol], [2, 5, 0, noProtocol], [2, 10, 0, noProtocol], [16, 3, 0, allow], [16, 3, 12, noProtocol], [16, 3, 9, noProtocol],
    ] as const) assert.equal(ask(calls.socket, [family, type, protocol]), expected, `family ${family}, type ${type}, protocol ${protocol}`);
  });

  test(`${machine}: typing into the terminal is refused, other ioctls are not; a plain clone is allowed, a new namespace is not`, () => {
    assert.equal(ask(calls.ioctl, [0, 0x5412]), eperm);
    assert.equal(ask(calls.ioctl, [0, 0x541c]), eperm);
    assert.equal(ask(calls.ioctl, [0, 0x5423]), eperm);
    assert.equal(ask(calls.ioctl, [0, 0x5413]), allow);
    assert.equal(ask(calls.clone, [0x01200011]), allow);
    assert.equal(ask(calls.clone, [0x10000011]), eperm);
    assert.equal(ask(calls.clone, [0x40000011]), eperm);
  });

  test(`${machine}: another machine’s numbering ends the process`, () => {
    assert.equal(run(filter, { number: 0, architecture: 0x40000003 }), kill);
    if (machine === 'x64') assert.equal(ask(0x40000000 + 41), kill);
  });
}

test('a machine without a table gets no filter rather than a wrong one', () => {
  assert.equal(filterForThisMachine('ppc64', false), null);
  assert.deepEqual(filterForThisMachine('x64', false), buildFilter({ machine: 'x64', unixSockets: false }));
});

test('the handbook shows the very table', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  const shown = (mark: string) => new RegExp(`<!-- ${mark} -->\n([^]*?)<!-- /${mark} -->`).exec(page)?.[1] ?? '';
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const calls = refused.map(({ why, calls: those }) => row(those.map(({ name }) => `\`${name}\``).join(', '), why)).join('');
  assert.equal(shown('calls'), `${row('calls', 'why')}|---|---|\n${calls}`);
  assert.equal(shown('narrowed'), `${row('what', 'why')}|---|---|\n${narrowed.map(({ what, why }) => row(what, why)).join('')}`);
});
