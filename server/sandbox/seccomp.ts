/**
 * The seccomp filter of a sandbox, as the bytes `bwrap --seccomp FD` reads: classic BPF, an array of `struct sock_filter`
 * in the machine's byte order (https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html). Pure.
 *
 * What is refused fails with EPERM, so that programs say "Operation not permitted" and go on. A call made in another
 * machine's numbering (32-bit, x32) ends the process: the numbers below would mean something else there.
 */
import { refused } from './seccomp-table.ts';

export const machines = ['x64', 'arm64'] as const;
export type Machine = (typeof machines)[number];

export interface FilterOptions {
  machine: Machine;
  /**
   * Whether `socket(AF_UNIX)` works. Off for a step: it must not speak to a socket that a mount brought in.
   * `socketpair` works either way, since it reaches nobody new.
   */
  unixSockets: boolean;
}

const loadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
const jumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const jumpIfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const jumpIfAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const give = 0x06; // BPF_RET | BPF_K

const allow = 0x7fff0000;
const kill = 0x80000000; // the whole process
const refuse = 0x00050000 | 1; // SECCOMP_RET_ERRNO with EPERM
const notThere = 0x00050000 | 38; // ENOSYS: the C library then falls back to what this filter can look into
const noProtocol = 0x00050000 | 93; // EPROTONOSUPPORT, as a kernel says that was built without it

/** Offsets in `struct seccomp_data`; arguments are 64 bit, little endian, and only their low halves matter here. */
const at = { number: 0, architecture: 4, argument0: 16, argument1: 24, argument2: 32 };

const audited: Record<Machine, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };
const numbers: Record<Machine, { socket: number; ioctl: number; clone: number; clone3: number }> = {
  x64: { socket: 41, ioctl: 16, clone: 56, clone3: 435 },
  arm64: { socket: 198, ioctl: 29, clone: 220, clone3: 435 },
};
const x32Numbers = 0x40000000;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET */
const newNamespaces = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;
/** Types into a terminal as if somebody had: https://man7.org/linux/man-pages/man2/TIOCSTI.2const.html; and its console sibling. */
const typingIoctls = { TIOCSTI: 0x5412, TIOCLINUX: 0x541c };
/** Puts another driver behind a terminal: one that swallows what should be recorded, or one of the kernel's least tried. */
const TIOCSETD = 0x5423;
const families = { unix: 1, inet: 2, inet6: 10, netlink: 16 };
/** Types beyond stream, datagram and raw (which takes a capability): SOCK_RDM, SEQPACKET, DCCP, PACKET are 4, 5, 6 and 10. */
const oddTypes = 0xc;
/** 0 stands for the type's usual one; ICMP, TCP, UDP, ICMPv6: linux/in.h, linux/in6.h. */
const protocols = [0, 1, 6, 17, 58];
const NETLINK_ROUTE = 0;

type Instruction = [code: number, whenTrue: number, whenFalse: number, value: number];

const load = (offset: number): Instruction => [loadWord, 0, 0, offset];
const answer = (value: number): Instruction => [give, 0, 0, value];

/** Takes the machine and what is allowed; gives the filter's bytes. */
export function buildFilter(options: FilterOptions): Uint8Array {
  const calls = numbers[options.machine];
  const program: Instruction[] = [
    load(at.architecture),
    [jumpIfEqual, 1, 0, audited[options.machine]],
    answer(kill),
    load(at.number),
  ];
  if (options.machine === 'x64') program.push([jumpIfAtLeast, 0, 1, x32Numbers], answer(kill));
  for (const { calls: group } of refused) {
    for (const entry of group) {
      const number = entry[options.machine];
      if (number !== null) program.push([jumpIfEqual, 0, 1, number], answer(refuse));
    }
  }
  program.push([jumpIfEqual, 0, 1, calls.clone3], answer(notThere));
  program.push(...when(calls.clone, [load(at.argument0), [jumpIfAnyBit, 0, 1, newNamespaces], answer(refuse), answer(allow)]));
  program.push(...when(calls.ioctl, ioctls()));
  program.push(...when(calls.socket, sockets(options.unixSockets)));
  program.push(answer(allow));
  return encode(program);
}

/** Gives the filter for the machine this runs on, or null when there is no table for it. */
export function filterForThisMachine(architecture: string, unixSockets: boolean): Uint8Array | null {
  const machine = machines.find((known) => known === architecture);
  return machine === undefined ? null : buildFilter({ machine, unixSockets });
}

/** What the self-test tries on such a machine: every refused call but the one that would hang up a terminal, and how it clones. */
export function selfTestCalls(architecture: string): { clone: number; clone3: number; x32: number; calls: [name: string, number: number][] } {
  const machine = machines.find((known) => known === architecture) ?? 'x64';
  const calls = refused.flatMap((group) => group.calls).flatMap((entry): [string, number][] => {
    const number = entry[machine];
    return number === null || entry.name === 'vhangup' ? [] : [[entry.name, number]];
  });
  return { clone: numbers[machine].clone, clone3: numbers[machine].clone3, x32: machine === 'x64' ? 1 : 0, calls };
}

/** The body runs for one value of what is loaded only, and must end in an answer on every way through. */
function when(number: number, body: Instruction[]): Instruction[] {
  return [[jumpIfEqual, 0, body.length, number], ...body];
}

function ioctls(): Instruction[] {
  return [
    load(at.argument1),
    [jumpIfEqual, 2, 0, typingIoctls.TIOCSTI],
    [jumpIfEqual, 1, 0, typingIoctls.TIOCLINUX],
    [jumpIfEqual, 0, 1, TIOCSETD],
    answer(refuse),
    answer(allow),
  ];
}

/** Only the Internet families and, with which programs list addresses, the routes of netlink: no packet, vsock or kernel-crypto sockets. */
function sockets(unixSockets: boolean): Instruction[] {
  const internet = [
    load(at.argument1), [jumpIfAnyBit, 0, 1, oddTypes] as Instruction, answer(noProtocol),
    load(at.argument2), ...among(protocols, answer(allow)), answer(noProtocol),
  ];
  const routes = [load(at.argument2), ...among([NETLINK_ROUTE], answer(allow)), answer(noProtocol)];
  return [
    load(at.argument0),
    ...(unixSockets ? among([families.unix], answer(allow)) : []),
    ...when(families.inet, internet), ...when(families.inet6, internet), ...when(families.netlink, routes),
    answer(refuse),
  ];
}

/** What is loaded is compared with each value; the answer is given for any of them, and else what follows goes on. */
function among(values: readonly number[], then: Instruction): Instruction[] {
  return values.flatMap((value): Instruction[] => [[jumpIfEqual, 0, 1, value], then]);
}

function encode(program: Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(([code, whenTrue, whenFalse, value], index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, whenTrue);
    view.setUint8(index * 8 + 3, whenFalse);
    view.setUint32(index * 8 + 4, value >>> 0, true);
  });
  return bytes;
}
