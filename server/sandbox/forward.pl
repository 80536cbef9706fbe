# The forwarders of a sandbox, all in one process: `forward.pl ADDRESS PORT SOCKET …`. Listens on each ADDRESS:PORT inside and
# leads every connection to its SOCKET, in a process of its own. No module is loaded: each would cost milliseconds before the
# step's first byte, so the few constants of Linux that are needed stand here as numbers (the same on x86-64 and arm64).
my ($unix, $inet, $stream, $reuse, $set_flags, $nonblocking) = (1, 2, 1, 2, 4, 2048);
my ($again, $interrupted) = (11, 4);
my ($most_held, $backlog) = (65536, 128);
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';

my (@listeners, $wanted);
while (@ARGV) {
  my ($address, $port, $socket) = splice @ARGV, 0, 3;
  socket my $listener, $inet, $stream, 0 or die;
  setsockopt $listener, 1, $reuse, pack 'l', 1;
  bind $listener, pack 'S n C4 x8', $inet, $port, split /\./, $address or die;
  listen $listener, $backlog or die;
  vec($wanted, fileno $listener, 1) = 1;
  push @listeners, [$listener, $socket];
}
for (;;) {
  my $ready = $wanted;
  next unless select($ready, undef, undef, undef) > 0;
  for (@listeners) {
    my ($listener, $socket) = @$_;
    next unless vec $ready, fileno $listener, 1;
    next unless accept my $near, $listener;
    my $child = fork;
    next if $child || !defined $child;
    close $_->[0] for @listeners;
    relay($near, $socket);
    exit;
  }
}

# Carries bytes both ways, each way until its own end.
sub relay {
  my ($near, $path) = @_;
  socket my $far, $unix, $stream, 0 or return;
  connect $far, pack 'S a108', $unix, $path or return;
  # Each way: from, to, what is held, whether its beginning has ended, whether all is done.
  my @ways = ([$near, $far, '', 0, 0], [$far, $near, '', 0, 0]);
  fcntl $_, $set_flags, $nonblocking for $near, $far;
  until ($ways[0][4] && $ways[1][4]) {
    my ($in, $out) = ('', '');
    for (@ways) {
      my ($from, $to, undef, $ended) = @$_;
      if (length $_->[2]) { vec($out, fileno $to, 1) = 1 }
      elsif (!$ended) { vec($in, fileno $from, 1) = 1 }
    }
    next unless select($in, $out, undef, undef) > 0;
    for (@ways) {
      my ($from, $to, undef, $ended, $done) = @$_;
      next if $done;
      if (!$ended && !length $_->[2] && vec $in, fileno $from, 1) {
        my $got = sysread $from, $_->[2], $most_held;
        next if !defined $got && passing();
        return unless defined $got;
        $_->[3] = 1 unless $got;
      }
      if (length $_->[2]) {
        my $sent = syswrite $to, $_->[2];
        return unless defined $sent || passing();
        substr($_->[2], 0, $sent, '') if $sent;
      }
      next unless $_->[3] && !length $_->[2];
      shutdown $to, 1;
      $_->[4] = 1;
    }
  }
}

sub passing {
  my $error = $! + 0;
  return $error == $again || $error == $interrupted;
}
