# Runs as a step at the runner's start and really tries what no step may do. What it looks for stands in the file `canaries`
# beside it: `name value` a line, and `call NAME NUMBER` for each system call that must be refused. Prints a line for each
# wall (canaries.ts): its name and `ok`, or `fails` and what was found; then `done`; then it takes what it may not have, which
# is watched from outside. Only what perl-base brings. Nothing here may do harm where nothing holds it back: calls get
# arguments that no kernel accepts, and files of the machine are opened, never written.
use strict;
use warnings;
use Errno qw(EPERM ENOSYS EMFILE EFBIG);
use Fcntl qw(O_WRONLY O_RDONLY O_RDWR O_NONBLOCK O_CREAT O_NOCTTY SEEK_SET);
use IO::Handle;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
use POSIX ();
use Time::HiRes ();

STDOUT->autoflush(1);
my (%given, @calls);
open my $list, '<', '/run/handrail/canaries' or die "no canaries: $!";
while (<$list>) {
    chomp;
    if (/^call (\S+) (\d+)$/) { push @calls, [$1, $2 + 0] }
    elsif (/^(\S+) (.*)$/) { $given{$1} = $2 }
}
close $list;

# A wall holds when its attempt finds nothing.
sub wall {
    my ($name, @found) = @_;
    @found = grep { defined && length } @found;
    s/[^ -~]+/?/g for @found;
    print @found ? "$name fails " . join('; ', @found[0 .. ($#found > 4 ? 4 : $#found)]) . "\n" : "$name ok\n";
}
sub slurp { my $bytes; open my $file, '<', $_[0] or return ''; sysread $file, $bytes, 65536; return $bytes // '' }
sub opens { my ($path, $how) = @_; return sysopen(my $file, $path, $how | O_NONBLOCK | O_NOCTTY) ? "$path opens" : '' }
# Takes code; runs it in a process of its own, and gives how that ended.
sub apart {
    my ($code) = @_;
    my $pid = fork // return -1;
    if ($pid == 0) { POSIX::_exit($code->() // 0) }
    waitpid $pid, 0;
    return $?;
}

my $token = $given{token};
my @processes = grep { m{^/proc/\d+$} } glob '/proc/[0-9]*';

wall('files', map { -e $_ ? "$_ is there" : () } $given{file}, $given{folder}, '/etc/shadow', '/root', '/home/handrail/../../root', "/proc/1/root$given{file}", '/proc/self/cwd/../../canary');
wall('workspaces', map { -e $_ ? "$_ is there" : () } $given{workspace}, "/proc/1/root$given{workspace}", '/workspace/../other', map { "$_/cwd/canary" } @processes);
wall('environment', map { slurp("$_/environ") =~ /\Q$token\E-environment/ ? "$_/environ shows it" : () } @processes);
wall('processes', map { slurp("$_/cmdline") =~ /\Q$token\E-process/ ? "$_ is outside" : () } @processes);
opendir my $fds, '/proc/self/fd' or die "no descriptors: $!";
my $own = fileno $fds;
wall('descriptors', map { -e "/proc/self/fd/$_" ? "descriptor $_ is open" : () } grep { /^\d+$/ && $_ > 2 && $_ != $own } readdir $fds);
closedir $fds;

# Takes a family, an address of it and what it is called; gives a complaint when it can be spoken to. A connection that is
# merely slow would also be a way.
sub reach {
    my ($family, $address, $name) = @_;
    socket(my $socket, $family, SOCK_STREAM, 0) or return '';
    fcntl $socket, Fcntl::F_SETFL(), O_NONBLOCK;
    return "$name answers" if connect $socket, $address;
    return $!{EINPROGRESS} || $!{EAGAIN} ? "a way leads to $name" : '';
}
sub four { reach(PF_INET, pack_sockaddr_in($_[1], inet_aton($_[0])), "$_[0]:$_[1]") }
sub six { reach(PF_INET6, pack_sockaddr_in6($_[1], inet_pton(AF_INET6, $_[0])), "[$_[0]]:$_[1]") }
# On its own loopback nobody listens, so what is refused there at once says nothing of the machine's: the port does.
wall('ipv4', map { four($_, 80) } qw(192.0.2.1 169.254.169.254 10.0.0.1 8.8.8.8));
wall('ipv6', map { six($_, 80) } qw(2001:db8::1 fd00:ec2::254 ::ffff:169.254.169.254));
sub answered {
    my ($family, $address, $name) = @_;
    socket(my $socket, $family, SOCK_STREAM, 0) or return '';
    return connect($socket, $address) ? "$name answers" : '';
}
wall('loopback',
    answered(PF_INET, pack_sockaddr_in($given{port4}, INADDR_LOOPBACK), "127.0.0.1:$given{port4}"),
    ($given{port6} ? answered(PF_INET6, pack_sockaddr_in6($given{port6}, inet_pton(AF_INET6, '::1')), "[::1]:$given{port6}") : ''));
wall('sockets',
    answered(PF_UNIX, pack_sockaddr_un($given{socket}), 'the socket'),
    answered(PF_UNIX, pack('Sa*', AF_UNIX, "\0$given{abstract}"), 'the name'),
    (socket(my $unix, PF_UNIX, SOCK_STREAM, 0) ? 'a unix socket can be made' : ''));
# AF_PACKET, AF_KEY, AF_ALG, AF_VSOCK, AF_XDP, AF_TIPC, AF_BLUETOOTH: numbers of linux/socket.h.
wall('families', map { socket(my $odd, $_, $_ == 38 ? 5 : $_ == 40 ? 1 : 3, 0) || !$!{EPERM} ? "family $_ is not refused" : () } 17, 15, 38, 40, 44, 30, 31);

my $status = slurp('/proc/self/status');
POSIX::setuid(0);
wall('user', ($< == 0 || $> == 0 ? 'it is root' : ''), ($( =~ /\b0\b/ ? 'it is in the group of root' : ''));
wall('capabilities', ($status =~ /^(Cap(?:Inh|Prm|Eff|Bnd|Amb)):\s*0*[1-9a-f]/m ? "$1 is not empty" : ''), ($status =~ /^NoNewPrivs:\s*1$/m ? '' : 'programs may bring privileges'));

# A clone that succeeded would come back twice.
sub cloned {
    my ($flags, $name) = @_;
    my $pid = syscall $given{clone}, $flags | 17, 0, 0, 0, 0;
    if ($pid == 0) { POSIX::_exit(0) }
    return '' if $pid < 0;
    waitpid $pid, 0;
    return "$name can be made";
}
my %kinds = (user => 0x10000000, mount => 0x20000, process => 0x20000000, network => 0x40000000, name => 0x4000000, ipc => 0x8000000, cgroup => 0x2000000);
wall('namespaces', (map { cloned($kinds{$_}, "a namespace of kind $_") } sort keys %kinds),
    (syscall($given{clone3}, -1, -1) < 0 && $!{ENOSYS} ? '' : 'clone3 is not hidden'));
wall('calls', (slurp('/proc/1/status') =~ /^Seccomp:\s*2$/m ? '' : 'the first process, which it may write to, has no filter'), map { my ($name, $number) = @$_; syscall($number, (-1) x 6) < 0 && $!{EPERM} ? () : "$name is not refused" } @calls);
# 39 is getpid. SIGSYS is 31; a kernel without x32 says ENOSYS.
my $ended = $given{x32} ? apart(sub { return syscall(0x40000000 + 39) < 0 && $!{ENOSYS} ? 0 : 1 }) : 0;
wall('numbering', ($ended & 127) == 31 || $ended == 0 ? '' : 'x32 is let through');

# A terminal of its own, which it controls: there the kernel itself would let it type. TIOCSPTLCK, TIOCGPTN, TIOCSTI of
# asm-generic/ioctls.h.
my $typed = apart(sub {
    POSIX::setsid();
    # Who lets go of a terminal hangs up on itself.
    $SIG{HUP} = 'IGNORE';
    sysopen my $master, '/dev/ptmx', O_RDWR | O_NOCTTY or return 2;
    my ($unlock, $number) = (pack('i', 0), pack('i', 0));
    ioctl $master, 0x40045431, $unlock or return 2;
    ioctl $master, 0x80045430, $number or return 2;
    sysopen my $terminal, '/dev/pts/' . unpack('i', $number), O_RDWR or return 2;
    my $letter = 'x';
    return ioctl($terminal, 0x5412, $letter) || !$!{EPERM} ? 1 : 0;
});
wall('typing', $typed == 0 ? '' : $typed == 256 ? 'it was typed' : 'there is no terminal to try it on');

wall('settings', (map { opens($_, O_WRONLY) } qw(/proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sys/vm/drop_caches /proc/sysrq-trigger /sys/kernel/uevent_helper)),
    (map { opens($_, O_RDONLY) } qw(/dev/mem /dev/kmsg /proc/kcore /dev/sda /dev/vda /dev/kvm /dev/fuse /dev/net/tun)));
wall('groups', map { -e $_ ? "$_ is there" : () } '/sys/fs/cgroup/cgroup.procs', glob('/sys/fs/cgroup/*/cgroup.procs'));
wall('system', map { sysopen(my $file, $_, O_WRONLY | O_CREAT, 0600) ? "$_ can be written" : () } "/usr/$token", "/etc/$token", "/run/handrail/$token", '/run/handrail/canaries', "/bin/$token");
unlink map { "$_/$token" } '/usr', '/etc', '/bin';
wall('core', slurp('/proc/self/limits') =~ /^Max core file size\s+0\s+0\s/m ? '' : 'a core file may be written');
my @open;
while (@open <= $given{descriptors}) { sysopen(my $file, '/dev/null', O_RDONLY) or last; push @open, $file }
wall('descriptorCount', @open >= $given{descriptors} || !$!{EMFILE} ? scalar(@open) . ' are open at once' : '');
@open = ();
$SIG{XFSZ} = 'IGNORE';
my $large = '/workspace/large';
if (sysopen my $file, $large, O_RDWR | O_CREAT, 0600) {
    sysseek $file, $given{fileBytes}, SEEK_SET;
    wall('fileSize', !defined(syswrite $file, 'x') && $!{EFBIG} ? '' : "it has more than $given{fileBytes} bytes");
    unlink $large;
}
else { wall('fileSize', "the workspace cannot be written: $!") }
print "done\n";

# From here on it is watched. Each process waits for its parent's end; a process too many is refused at once.
pipe(my $reader, my $writer) or die "no pipe: $!";
my $count = 0;
while ($count < $given{forks}) {
    my $pid = fork // last;
    if ($pid == 0) { close $writer; sysread $reader, my $end, 1; POSIX::_exit(0) }
    $count++;
}
print "started $count\n";
close $writer;
1 while wait != -1;
# Busy until it is told to stop.
print "busy\n";
my $until = Time::HiRes::time() + 3;
1 while !-s '/run/handrail/state' && Time::HiRes::time() < $until;
print "hungry\n";
my $memory = 'x' x $given{memory};
print 'took ', length $memory, "\n";
