/**
 * System calls that no step and no practice pod needs, each with the reason it is refused. Numbers are from the kernel's
 * own tables (`asm/unistd_64.h` for x86-64, `asm-generic/unistd.h` for 64-bit ARM); null where a machine has no such call.
 */
export interface RefusedCall {
  name: string;
  x64: number | null;
  arm64: number | null;
}

interface Reason {
  why: string;
  calls: readonly RefusedCall[];
}

const call = (name: string, x64: number | null, arm64: number | null): RefusedCall => ({ name, x64, arm64 });

export const refused: readonly Reason[] = [
  {
    why: 'io_uring does file and network work past every filter of system calls, and has a long history of kernel holes',
    calls: [call('io_uring_setup', 425, 425), call('io_uring_enter', 426, 426), call('io_uring_register', 427, 427)],
  },
  {
    why: 'one process of a run must not read or steer another, above all not the forwarders outside this filter',
    calls: [
      call('ptrace', 101, 117), call('process_vm_readv', 310, 270), call('process_vm_writev', 311, 271),
      call('pidfd_getfd', 438, 438), call('kcmp', 312, 272), call('process_madvise', 440, 440),
    ],
  },
  {
    why: 'the kernel’s key rings are not kept apart by namespaces',
    calls: [call('add_key', 248, 217), call('request_key', 249, 218), call('keyctl', 250, 219)],
  },
  {
    why: 'large kernel interfaces that a runbook has no use for and attackers do',
    calls: [
      call('bpf', 321, 280), call('perf_event_open', 298, 241), call('userfaultfd', 323, 282),
      call('modify_ldt', 154, null), call('uselib', 134, null), call('lookup_dcookie', 212, 18),
      call('fanotify_init', 300, 262), call('quotactl', 179, 60), call('quotactl_fd', 443, 443), call('acct', 163, 89),
    ],
  },
  {
    why: 'new namespaces would give powers back that the sandbox has taken',
    calls: [call('unshare', 272, 97), call('setns', 308, 268)],
  },
  {
    why: 'the list of mounts is the wall: nobody inside moves it',
    calls: [
      call('mount', 165, 40), call('umount2', 166, 39), call('pivot_root', 155, 41), call('chroot', 161, 51),
      call('open_tree', 428, 428), call('move_mount', 429, 429), call('fsopen', 430, 430), call('fsconfig', 431, 431),
      call('fsmount', 432, 432), call('fspick', 433, 433), call('mount_setattr', 442, 442), call('open_tree_attr', 467, 467),
    ],
  },
  {
    why: 'file handles reach files without a path, past the list of mounts',
    calls: [call('open_by_handle_at', 304, 265), call('name_to_handle_at', 303, 264)],
  },
  {
    why: 'the machine itself: its swap, kernel, modules, ports, clock and name',
    calls: [
      call('swapon', 167, 224), call('swapoff', 168, 225), call('reboot', 169, 142), call('kexec_load', 246, 104),
      call('kexec_file_load', 320, 294), call('init_module', 175, 105), call('finit_module', 313, 273),
      call('delete_module', 176, 106), call('iopl', 172, null), call('ioperm', 173, null), call('syslog', 103, 116),
      call('settimeofday', 164, 170), call('clock_settime', 227, 112), call('clock_adjtime', 305, 266),
      call('sethostname', 170, 161), call('setdomainname', 171, 162), call('vhangup', 153, 58),
      call('move_pages', 279, 239), call('migrate_pages', 256, 238),
    ],
  },
];

/** What is looked into rather than refused whole: what of it is refused, and why. The filter's own code does it (seccomp.ts). */
export const narrowed: readonly { what: string; why: string }[] = [
  { what: '`clone` with a new namespace', why: 'as for `unshare`; threads and processes are made as ever' },
  { what: '`clone3`', why: 'its arguments are in memory, where a filter cannot look: it is answered “no such call”, and the C library uses `clone`' },
  { what: '`socket` of other families than IPv4, IPv6 and netlink', why: 'packet, vsock, kernel-crypto and all other sockets are ways out or large parts of the kernel; unix sockets are refused too, but for practice pods' },
  { what: '`socket` of IPv4 and IPv6 for other protocols than TCP, UDP and ICMP', why: 'SCTP, DCCP, L2TP and their like are parts of the kernel that few look after and no runbook needs' },
  { what: '`socket` of netlink for anything but routes and addresses', why: 'programs list addresses with it; firewall, audit and device events are nobody’s business here' },
  { what: '`ioctl` TIOCSTI and TIOCLINUX', why: 'types into a terminal as if somebody had' },
  { what: '`ioctl` TIOCSETD', why: 'puts another driver behind a terminal, which could swallow what should be recorded' },
  { what: 'every call in 32-bit or x32 numbering', why: 'the numbers mean something else there: the process is ended' },
];
