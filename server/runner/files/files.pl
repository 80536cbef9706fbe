# One act on the files of a workspace, in a sandbox where that workspace is all there is: `perl files.pl` reads what to do
# from /run/handrail/ask (words ended by NUL: the act, the path, two further words) and answers on its standard output with
# a line, `ok …` or `no CODE …`, and what belongs to it.
#
# What is in a workspace was put there by steps, and they may be putting it there now: each folder on the way is entered by
# itself and never through a link, nothing but a plain file is ever opened, and a file changes in one move or not at all.
# perl-base is on every Debian, and bash cannot open a file without following a link.
use strict;
use warnings;
use Errno;
use Fcntl qw(:mode O_RDONLY O_WRONLY O_CREAT O_EXCL O_NONBLOCK O_NOFOLLOW O_DIRECTORY);
use IO::Handle;

# include/uapi/asm-generic/fcntl.h; Fcntl does not know it.
use constant O_PATH => 010000000;
use constant CHUNK => 65_536;

my ($act, $path, $first, $second) = words('/run/handrail/ask');
my @folders = split m{/}, $path, -1;
my $name = pop @folders // '';
# What is half written, to be taken away however this ends.
my $temporary = '';
END { local $?; unlink $temporary if $temporary ne '' }

my %acts = (list => \&list, read => \&readFile, write => \&writeFile, 'make-folder' => \&makeFolder, remove => \&removeEntry, open => \&openDownload);
$acts{$act}->();
exit 0;

# The names in a folder that come after a name, sorted by their bytes: `ok COUNT UNCOUNTED MORE`, then for each its type,
# size, time of change in seconds and name, ended by NUL. Words: the name, most to tell, most to look at.
sub list {
  my ($most, $mostSeen) = split / /, $second;
  enter(@folders, $name eq '' ? () : $name);
  opendir my $folder, '.' or failed();
  my @names;
  my $uncounted = 0;
  while (defined(my $one = readdir $folder)) {
    next if $one eq '.' || $one eq '..';
    if (@names >= $mostSeen) { $uncounted = 1; last }
    push @names, $one;
  }
  my $count = @names;
  @names = sort grep { $_ gt $first } @names;
  my $more = @names > $most ? 1 : 0;
  splice @names, $most if $more;
  answer("ok $count $uncounted $more\n");
  for my $one (@names) {
    my @found = lstat $one or next;
    my $kind = S_ISREG($found[2]) ? 'file' : S_ISDIR($found[2]) ? 'folder' : S_ISLNK($found[2]) ? 'link' : 'other';
    answer("$kind $found[7] $found[9] $one\0");
  }
}

# A file's bytes: `ok SIZE CHANGED`, then the bytes, unless they are more than the first word says.
sub readFile {
  enter(@folders);
  my ($file, $size, $changed) = openPlain();
  my $bytes = '';
  if ($size <= $first) {
    while (length $bytes <= $first) {
      my $read = sysread $file, $bytes, CHUNK, length $bytes;
      defined $read or failed();
      last if $read == 0;
    }
    $size = length $bytes;
  }
  answer("ok $size $changed\n");
  answer($bytes) if $size <= $first;
}

# Puts /run/handrail/content in a file's place: `ok SIZE CHANGED`. Words: the digest that the file has now, nothing where
# there is none; a name nobody uses, and the largest file whose digest is computed.
sub writeFile {
  my ($unused, $most) = split / /, $second;
  enter(@folders);
  open my $content, '<:raw', '/run/handrail/content' or failed();
  sysopen my $new, $unused, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600 or failed();
  $temporary = $unused;
  copy($content, $new, -1);
  # Waits for the disk now, so that nothing slow stands between comparing and moving.
  $new->sync;
  my $there = lstat $name;
  if ($first eq '' && !$there) {
    chmod 0644, $new or failed();
    # Unlike a rename, this never replaces what came into being meanwhile.
    link $temporary, $name or failed();
    unlink $temporary;
  } else {
    refuse('changed') if !$there;
    my ($old, $size, undef, $mode) = openPlain();
    refuse('closed') if $first ne '' && !($mode & 0200);
    my $now = $size > $most ? 'larger' : digestOf($old);
    refuse("changed $now") if $now ne $first;
    chmod $mode & 0777, $new or failed();
    rename $temporary, $name or failed();
  }
  $temporary = '';
  my @found = stat $new;
  answer("ok $found[7] $found[9]\n");
}

sub makeFolder {
  enter(@folders);
  mkdir $name, 0755 or failed();
  answer("ok\n");
}

sub removeEntry {
  enter(@folders);
  lstat $name or failed();
  (-d _ ? rmdir $name : unlink $name) or failed();
  answer("ok\n");
}

# A file: `ok file SIZE`, then that many bytes. A folder: `ok archive`, then a tar archive of the files, folders and links in
# it. Words: most entries, most KiB on disk of an archive.
sub openDownload {
  enter(@folders);
  if ($name eq '' || (lstat $name && -d _)) {
    step($name) if $name ne '';
    measure();
    answer("ok archive\n");
    exec '/bin/sh', '-c', q{/usr/bin/find . -xdev ! -path . \( -type f -o -type d -o -type l \) -print0 |
      exec /usr/bin/tar --create --file=- --format=gnu --sparse --no-recursion --null --files-from=- --ignore-failed-read};
    failed();
  }
  my ($file, $size) = openPlain();
  answer("ok file $size\n");
  copy($file, *STDOUT, $size);
}

sub measure {
  my ($entries, $blocks) = (0, 0);
  open my $found, '-|', '/usr/bin/find', '.', '-xdev', '-printf', '%k\n' or failed();
  while (<$found>) {
    $blocks += $_;
    refuse('many') if ++$entries > $first || $blocks > $second;
  }
}

# Goes to the workspace and down, folder by folder. O_PATH needs no right to read a folder, only to pass it.
sub enter {
  chdir '/workspace' or failed();
  step($_) for @_;
}

sub step {
  sysopen my $folder, $_[0], O_PATH | O_DIRECTORY | O_NOFOLLOW or failed();
  chdir $folder or failed();
}

# Opens what the path ends in. Looked at before it is opened, for opening a pipe would wake who waits at its other end; and
# after, for it may be something else by then.
sub openPlain {
  lstat $name or failed();
  refuse(-l _ ? 'link' : -d _ ? 'folder' : 'other') unless -f _;
  sysopen my $file, $name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW or failed();
  my @found = stat $file;
  refuse('other') unless S_ISREG($found[2]);
  return ($file, $found[7], $found[9], $found[2]);
}

sub digestOf {
  my ($file) = @_;
  my $pid = open my $from, '-|';
  defined $pid or failed();
  if ($pid == 0) {
    # It is the parent's to take away.
    $temporary = '';
    open STDIN, '<&', $file or exit 1;
    exec '/usr/bin/sha256sum' or exit 1;
  }
  my $line = <$from> // '';
  return $line =~ /^([0-9a-f]{64}) / ? $1 : refuse('failed digest');
}

# Copies as many bytes as told, or all there are.
sub copy {
  my ($from, $to, $left) = @_;
  while ($left != 0) {
    my $read = sysread $from, my $bytes, $left > 0 && $left < CHUNK ? $left : CHUNK;
    defined $read or failed();
    last if $read == 0;
    $left -= $read if $left > 0;
    put($to, $bytes);
  }
}

sub put {
  my ($to, $bytes) = @_;
  my $at = 0;
  while ($at < length $bytes) {
    my $written = syswrite $to, $bytes, length($bytes) - $at, $at;
    defined $written or failed();
    $at += $written;
  }
}

sub answer { put(*STDOUT, $_[0]) }

sub refuse {
  answer("no $_[0]\n");
  exit 0;
}

# Says what the kernel said.
sub failed {
  refuse('absent') if $!{ENOENT};
  refuse('closed') if $!{EACCES} || $!{EPERM};
  refuse('elsewhere') if $!{ELOOP} || $!{ENOTDIR};
  refuse('exists') if $!{EEXIST};
  refuse('not-empty') if $!{ENOTEMPTY};
  refuse('full') if $!{ENOSPC} || $!{EDQUOT} || $!{EFBIG};
  refuse('failed ' . (0 + $!));
}

sub words {
  open my $file, '<:raw', $_[0] or failed();
  local $/;
  my $all = <$file>;
  return split /\0/, $all, -1;
}
