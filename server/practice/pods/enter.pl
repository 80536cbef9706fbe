# Runs a command beside the processes of a pod, under the same walls as they: namespaces, seccomp filter, no privilege.
#
#   perl enter.pl ARCH PID PIDNS FILTER TTY CWD COUNT NAME=VALUE... COMMAND...
#
# `nsenter` cannot do it. The pod's namespaces belong to a user namespace that only its child (where the pod's processes
# are, and where no further one can be made) still shows, and util-linux of Debian 12 cannot load a seccomp filter.
# This file is Perl because perl-base is on every Debian, starts in 3 ms and reaches any system call.
#
# Its own environment is empty and what the command gets comes as arguments, so that a pod's variables (PERL5OPT,
# LD_PRELOAD) take hold inside the pod only.
use strict;
use warnings;

my ($arch, $target, $pidns, $filter, $tty, $cwd, $count, @rest) = @ARGV;
my @variables = splice @rest, 0, $count;
$0 = 'handrail-exec'; # the arguments may hold secrets: keep them out of `ps`

my %call = $arch eq 'x64'
  ? (setns => 308, prctl => 157, setsid => 112, close_range => 436)
  : (setns => 268, prctl => 167, setsid => 157, close_range => 436);

sub give_up { print STDERR "cannot enter the pod: $_[0]: $!\n"; exit 125; }

# 1. Open every namespace while the machine's own /proc is in sight.
my %namespace;
for my $name (qw(user cgroup ipc uts net pid mnt)) {
  open $namespace{$name}, '<', "/proc/$target/ns/$name" or give_up("the container is gone");
}
# The process may have ended and its number may be another's by now; a namespace's inode is its own.
give_up('the container is gone') unless (stat $namespace{pid})[1] == $pidns;
my $outer = ioctl($namespace{user}, 0xb702, 0) or give_up('NS_GET_PARENT');
# bubblewrap puts the filter on last. Without it the walls are not up yet, and the machine's files are in reach.
open my $status, '<', "/proc/$target/status" or give_up('the container is gone');
grep { /^Seccomp:\s2$/ } <$status> or give_up('the container is still being built');

# 2. Enter: the user namespace that owns the others, the others, and last the one without way back.
for my $entry (['user', $outer + 0], map { [$_, fileno $namespace{$_}] } qw(cgroup ipc uts net pid mnt user)) {
  syscall($call{setns}, $entry->[1], 0) == 0 or give_up("setns $entry->[0]");
}
chdir $cwd or give_up("working directory $cwd");

# 3. Let go of the terminal, so that the command can have it as leader of a session of its own: one whose numbers exist
#    in the pod, without which no shell there has job control.
if ($tty) {
  $SIG{HUP} = 'IGNORE';
  ioctl(STDIN, 0x5422, 0) or give_up('TIOCNOTTY');
}
my $child = fork // give_up('fork');
if ($child) {
  waitpid $child, 0;
  exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
}

syscall($call{close_range}, 3, 0xffffffff, 0);
syscall($call{setsid}) >= 0 or give_up('setsid');
if ($tty) {
  $SIG{HUP} = 'DEFAULT';
  ioctl(STDIN, 0x540e, 0) or give_up('TIOCSCTTY');
}

# 4. Give up every privilege: the bounding set, ambient capabilities (the rest goes with exec), and any way to new ones.
syscall($call{prctl}, 1, 9, 0, 0, 0); # PR_SET_PDEATHSIG, SIGKILL
syscall($call{prctl}, 24, $_, 0, 0, 0) for 0 .. 63; # PR_CAPBSET_DROP; numbers the kernel does not know are refused
syscall($call{prctl}, 47, 4, 0, 0, 0) == 0 or give_up('PR_CAP_AMBIENT_CLEAR_ALL');
syscall($call{prctl}, 38, 1, 0, 0, 0) == 0 or give_up('PR_SET_NO_NEW_PRIVS');
my $code = pack 'H*', $filter;
my $program = pack 'S x6 P', length($code) / 8, $code; # struct sock_fprog
syscall($call{prctl}, 22, 2, $program, 0, 0) == 0 or give_up('PR_SET_SECCOMP');

%ENV = map { split /=/, $_, 2 } @variables;
exec { $rest[0] } @rest or do {
  print STDERR "exec: \"$rest[0]\": $!\n";
  exit($!{ENOENT} ? 127 : 126);
};
