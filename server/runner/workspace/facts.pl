# What a workspace is like, for an approval to be bound to, in a sandbox where that workspace is all there is: `perl facts.pl`
# reads from /run/handrail/ask (words ended by NUL) and answers on its standard output with records: a line of a tag and the
# lengths of its fields, then the fields.
#
#   C  a checkout: path, commit, subject, remotes, the remote's branch that ends there, why it could not be read
#   F  a file that is not as HEAD has it: area, path, change, kind now, kind before, size, SHA-256, content before, content now, why not shown
#   G  files that are only counted: path, count, size, SHA-256
#   E  the end: SHA-256 over everything, whether or not it is listed
#   N  it cannot be told: a word that says why, and a path
#
# What is in a workspace was put there by steps, and they may be putting it there now. So nothing of it is run, and nothing
# that git would read as a setting is read as one: a git folder of our own, with that checkout's objects beside it, gives
# commits and trees; each is hashed again here, so that no forged object stands for another. Files are compared by their raw
# bytes: no index, no filters, no attributes, no list of what to ignore. Each folder is entered by itself and never through
# a link, and nothing but plain files is opened.
use strict;
use warnings;
use Digest::SHA ();
use Errno;
use Fcntl qw(:mode O_RDONLY O_NONBLOCK O_NOFOLLOW O_DIRECTORY);

use constant CHUNK => 65_536;
# Trees of a checkout that are read, in bytes each; and files of its .git that say where HEAD is.
use constant TREE => 8 * 1024 * 1024;
use constant REFS => 4 * 1024 * 1024;
use constant MOST_CHECKOUTS => 50;

my ($directory, $hasHome, $mostFiles, $mostBytes, $mostListed, $mostText, $mostTexts) = words('/run/handrail/ask');
my ($files, $bytes, $listed, $texts, $checkouts) = (0, 0, 0, 0, 0);
my $all = Digest::SHA->new(256);
my %groups;
my %started;
$SIG{PIPE} = 'IGNORE';
binmode STDOUT;

enter('/workspace');
walk('w', '', undef, 0);
if ($hasHome) {
  enter('/home/handrail');
  walk('h', '', undef, 0);
}
for my $path (sort keys %groups) {
  my $group = $groups{$path};
  tell_('G', $path, $group->{count}, $group->{size}, $group->{sha}->hexdigest);
}
tell_('E', $all->hexdigest);
exit 0;

# Goes through the folder we are in. A path is below the workspace or the home folder.
sub walk {
  my ($area, $at, $parent, $depth) = @_;
  no_('deep', $at) if $depth > 60;
  opendir my $folder, '.' or failed($at);
  my @names;
  while (defined(my $name = readdir $folder)) {
    next if $name eq '.' || $name eq '..';
    no_('many', $at) if ++$files > $mostFiles;
    push @names, $name;
  }
  my $checkout = $area eq 'w' ? checkoutHere($at, $parent) : undef;
  $all->add("folder\0$area\0$at\0");
  for my $name (sort @names) {
    my $path = $at eq '' ? $name : "$at/$name";
    my @found = lstat $name or no_('moving', $path);
    if (S_ISDIR($found[2])) {
      sysopen my $below, $name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW or failed($path);
      chdir $below or failed($path);
      walk($area, $path, $name eq '.git' ? undef : $checkout, $depth + 1);
      chdir $folder or failed($at);
    } else {
      look($area, $path, $name, $found[2], $name eq '.git' ? undef : $checkout);
    }
  }
  removed($checkout) if defined $checkout && $checkout->{path} eq $at;
}

# The checkout that the files of this folder belong to: one that begins here, or the one around it. One that begins among
# files which the one around it has is none: it would make them look as they should.
sub checkoutHere {
  my ($at, $parent) = @_;
  # What is in a .git is git's, and nobody's checkout.
  return undef if $at =~ m{(?:^|/)\.git(?:/|\z)}s;
  my @git = lstat '.git' or return $parent;
  my $link;
  if (defined $parent) {
    my $own = relative($parent, $at);
    return $parent if $parent->{folders}{$own};
    $link = $parent->{entries}{$own};
    $link = undef if defined $link && $link->[0] ne 'submodule';
  }
  my $new = { path => $at, entries => {}, folders => {}, seen => {}, commit => '' };
  my ($subject, $remotes, $known, $why) = ('', '', '', 'link');
  if (++$checkouts > MOST_CHECKOUTS) {
    $why = 'many';
  } elsif (S_ISDIR($git[2])) {
    ($new->{commit}, $why) = headHere();
    ($subject, $why) = treeHere($new) if $why eq '';
    $remotes = remotesHere();
    $known = knownAs($new->{commit}) if $why eq '';
  }
  list('w', $at, 'changed', 'submodule', 'submodule', 0, $new->{commit}, '', '', '') if defined $link && $link->[1] ne $new->{commit};
  $all->add("checkout\0$at\0$new->{commit}\0");
  tell_('C', $at, $why eq '' ? $new->{commit} : '', $subject, $remotes, $known, $why);
  return $new;
}

# One file: hashed, and listed unless HEAD has it just so.
sub look {
  my ($area, $path, $name, $mode, $checkout) = @_;
  my $entry = defined $checkout ? $checkout->{entries}{relative($checkout, $path)} : undef;
  $checkout->{seen}{relative($checkout, $path)} = 1 if defined $entry;
  my ($kind, $size, $sha, $blob, $content) = ('other', 0, '', '', '');
  if (S_ISREG($mode)) {
    ($kind, $size, $sha, $blob, $content) = readPlain($name, $path);
  } elsif (S_ISLNK($mode)) {
    $content = readlink $name // failed($path);
    ($kind, $size) = ('link', length $content);
    $sha = Digest::SHA::sha256_hex($content);
    $blob = Digest::SHA::sha1_hex("blob $size\0$content");
  }
  $all->add("file\0$area\0$path\0$kind\0$size\0$sha\0");
  return if defined $entry && $entry->[0] eq $kind && $entry->[1] eq $blob;
  my $change = defined $entry ? 'changed' : 'new';
  my $group = groupOf($area, $path);
  if ($group ne '') {
    count($group, $path, $kind, $size, $sha);
  } elsif ($area eq 'h') {
    list($area, $path, $change, $kind, '', $size, $sha, '', '', 'home');
  } else {
    my ($before, $unshown) = defined $entry && $entry->[0] ne 'submodule' ? blob($checkout, $entry->[1]) : ('', '');
    $unshown ||= 'large' if $size > $mostText;
    list($area, $path, $change, $kind, defined $entry ? $entry->[0] : '', $size, $sha, $before, $content, $unshown);
  }
}

# What HEAD has of a checkout and is not there. A submodule that was never fetched is an empty folder, or none.
sub removed {
  my ($checkout) = @_;
  for my $own (sort keys %{$checkout->{entries}}) {
    my ($kind, $id) = @{$checkout->{entries}{$own}};
    next if $checkout->{seen}{$own} || $kind eq 'submodule';
    my $path = $checkout->{path} eq '' ? $own : "$checkout->{path}/$own";
    my ($before, $unshown) = blob($checkout, $id);
    list('w', $path, 'removed', '', $kind, 0, $id, $before, '', $unshown);
  }
  my $git = delete $started{$checkout->{path}} // return;
  for my $process (values %$git) {
    close $process->{$_} for qw(to from);
    waitpid $process->{pid}, 0;
  }
}

sub list {
  my ($area, $path, $change, $kind, $was, $size, $sha, $before, $after, $unshown) = @_;
  return count('*', $path, "$change $kind $was", $size, $sha) if $listed >= $mostListed;
  $listed++;
  $unshown ||= 'binary' if "$before$after" =~ /\0/;
  $unshown ||= 'much' if $texts + length($before) + length($after) > $mostTexts;
  ($before, $after) = ('', '') if $unshown;
  $texts += length($before) + length($after);
  tell_('F', $area, $path, $change, $kind, $was, $size, $sha, $before, $after, $unshown);
}

sub count {
  my ($group, $path, $kind, $size, $sha) = @_;
  my $one = $groups{$group} //= { count => 0, size => 0, sha => Digest::SHA->new(256) };
  $one->{count}++;
  $one->{size} += $size;
  $one->{sha}->add("$path\0$kind\0$size\0$sha\0");
}

# Folders that programs keep for themselves: shown as one, unless the step begins in there.
sub groupOf {
  my ($area, $path) = @_;
  my $group = '';
  if ($area eq 'h') {
    $group = $path =~ m{^(\.cache|\.kube)/} ? "~/$1" : '';
  } elsif ($path =~ m{^((?:.*/)?\.git)/(.*)$}s) {
    my ($git, $own) = ($1, $2);
    $group = $git if $own =~ m{^(?:objects|refs|logs)/|^hooks/[^/]*\.sample$|^(?:HEAD|index|packed-refs|description|FETCH_HEAD|ORIG_HEAD|COMMIT_EDITMSG|info/exclude)$}s;
  } elsif ($path =~ m{^\.kube/cache/}s) {
    $group = '.kube/cache';
  }
  return $group ne '' && index("$directory/", "/workspace/$group/") == 0 ? '' : $group;
}

sub readPlain {
  my ($name, $path) = @_;
  sysopen my $file, $name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW or failed($path);
  my @found = stat $file;
  no_('moving', $path) unless S_ISREG($found[2]);
  no_('large', $path) if $bytes + $found[7] > $mostBytes;
  my ($sha, $blob) = (Digest::SHA->new(256), Digest::SHA->new(1));
  $blob->add("blob $found[7]\0");
  my ($size, $content) = (0, '');
  while (1) {
    my $read = sysread $file, my ($part), CHUNK;
    defined $read or failed($path);
    last if $read == 0;
    $size += $read;
    no_('large', $path) if $bytes + $size > $mostBytes;
    $sha->add($part);
    $blob->add($part);
    $content .= $part if length $content <= $mostText;
  }
  $bytes += $size;
  $content = '' if $size > $mostText;
  return ($found[2] & 0111 ? 'program' : 'file', $size, $sha->hexdigest, $blob->hexdigest, $content);
}

# The commit that HEAD names, as far as plain files of .git say so: an id, and why there is none.
sub headHere {
  my $head = small('.git/HEAD', 4096) // return ('', 'head');
  return ($1, '') if $head =~ /^([0-9a-f]{40})\n?\z/;
  my ($name) = $head =~ m{^ref: (refs/[\w.+\@/-]{1,500})\n?\z} or return ('', 'head');
  return ('', 'head') if $name =~ m{(?:^|/)\.{0,2}(?:/|\z)};
  my $id = small(".git/$name", 4096);
  return ($1, '') if defined $id && $id =~ /^([0-9a-f]{40})\n?\z/;
  return ('', 'head') if defined $id;
  my $packed = small('.git/packed-refs', REFS) // '';
  return $packed =~ /^([0-9a-f]{40}) \Q$name\E$/m ? ($1, '') : ('', 'unborn');
}

# Reads the tree of a checkout's commit; gives the commit's subject, and why it could not be read.
sub treeHere {
  my ($checkout) = @_;
  my $commit = object($checkout, $checkout->{commit}, 'commit', TREE) // return ('', 'objects');
  my ($root) = $commit =~ /^tree ([0-9a-f]{40})\n/ or return ('', 'objects');
  my ($message) = $commit =~ /\n\n(.*)/s;
  my @trees = (['', $root]);
  my $count = 0;
  while (my $tree = shift @trees) {
    my ($at, $id) = @$tree;
    my $content = object($checkout, $id, 'tree', TREE);
    if (!defined $content || length $at > 4096) {
      @$checkout{qw(entries folders)} = ({}, {});
      return ('', 'objects');
    }
    $checkout->{folders}{$at} = 1;
    while ($content =~ /\G([0-7]{5,6}) ([^\0]+)\0(.{20})/gs) {
      no_('many', $checkout->{path}) if ++$count > $mostFiles;
      my ($mode, $path, $below) = ($1, $at eq '' ? $2 : "$at/$2", unpack 'H40', $3);
      if ($mode =~ /^0?40000$/) { push @trees, [$path, $below] }
      else { $checkout->{entries}{$path} = [$mode eq '120000' ? 'link' : $mode eq '160000' ? 'submodule' : $mode eq '100755' ? 'program' : 'file', $below] }
    }
  }
  return (defined $message ? (split /\n/, $message)[0] // '' : '', '');
}

# Addresses of remotes, as .git/config says: to be read by a person, who sees that file too.
sub remotesHere {
  my $config = small('.git/config', CHUNK) // return '';
  my ($section, @found) = ('');
  for my $line (split /\n/, $config) {
    if ($line =~ /^\s*\[\s*remote\s+"([^"]{1,100})"\s*\]/) { $section = $1 }
    elsif ($line =~ /^\s*\[/) { $section = '' }
    elsif ($section ne '' && @found < 10 && $line =~ /^\s*url\s*=\s*(.{1,500}?)\s*$/i) { push @found, "$section $1" }
  }
  return join "\n", @found;
}

# The branch of a remote that ends at a commit, as this workspace knows it.
sub knownAs {
  my ($commit) = @_;
  my $packed = small('.git/packed-refs', REFS) // '';
  return $1 if $packed =~ m{^$commit refs/remotes/(\S{1,200})$}m;
  my @folders = ('.git/refs/remotes');
  for (my $seen = 0; @folders && $seen < 200;) {
    my $at = shift @folders;
    opendir my $folder, $at or next;
    for my $name (sort grep { !/^\./ } readdir $folder) {
      last if ++$seen >= 200;
      next if -l "$at/$name";
      if (-d _) { push @folders, "$at/$name" }
      elsif ((small("$at/$name", 4096) // '') =~ /^$commit\n?\z/) { return substr "$at/$name", length '.git/refs/remotes/' }
    }
  }
  return '';
}

# A blob as HEAD has it, to be shown: its content, and why it is not shown.
sub blob {
  my ($checkout, $id) = @_;
  my $content = object($checkout, $id, 'blob', $mostText);
  return defined $content ? ($content, '') : ('', 'large');
}

# An object of a checkout, if it is of that type, not larger, and what its name says.
sub object {
  my ($checkout, $id, $type, $most) = @_;
  my $git = $started{$checkout->{path}} //= startGit();
  my ($kind, $size) = ask($git->{check}, $id) or return undef;
  return undef if $kind ne $type || $size > $most;
  ($kind, $size) = ask($git->{give}, $id) or return undef;
  my $content = take($git->{give}{from}, $size + 1) // return undef;
  chop $content;
  return $kind eq $type && Digest::SHA::sha1_hex("$type $size\0$content") eq $id ? $content : undef;
}

# Two processes of git that read objects of the checkout we are in, and nothing else of it.
sub startGit {
  my $own = '/tmp/own';
  if (!-d $own) {
    mkdir $_ for $own, "$own/objects", "$own/refs";
    open my $head, '>', "$own/HEAD" or failed('');
    print $head "ref: refs/heads/none\n";
    close $head;
  }
  return { check => gitProcess($own, '--batch-check'), give => gitProcess($own, '--batch') };
}

sub gitProcess {
  my ($own, $mode) = @_;
  pipe my $inward, my $to or failed('');
  pipe my $from, my $outward or failed('');
  my $pid = fork // failed('');
  if ($pid == 0) {
    open STDIN, '<&', $inward or exit 1;
    open STDOUT, '>&', $outward or exit 1;
    open STDERR, '>', '/dev/null' or exit 1;
    close $_ for $to, $from;
    %ENV = (
      PATH => '/usr/bin', HOME => '/nonexistent', LC_ALL => 'C', GIT_DIR => $own, GIT_ALTERNATE_OBJECT_DIRECTORIES => '.git/objects',
      GIT_CONFIG_NOSYSTEM => 1, GIT_CONFIG_GLOBAL => '/dev/null', GIT_NO_REPLACE_OBJECTS => 1, GIT_NO_LAZY_FETCH => 1,
    );
    my @settings = ('core.multiPackIndex=false', 'core.commitGraph=false', 'core.packedGitWindowSize=16m', 'core.packedGitLimit=128m', 'core.deltaBaseCacheLimit=16m');
    exec '/usr/bin/git', (map { ('-c', $_) } @settings), 'cat-file', $mode or exit 1;
  }
  close $_ for $inward, $outward;
  binmode $_ for $to, $from;
  return { to => $to, from => $from, pid => $pid };
}

sub ask {
  my ($process, $id) = @_;
  my $line = "$id\n";
  (syswrite $process->{to}, $line) // return ();
  my $answer = readline $process->{from} // return ();
  return $answer =~ /^$id (\w+) (\d{1,12})\n\z/ ? ($1, $2) : ();
}

sub take {
  my ($from, $length) = @_;
  my $read = read $from, my ($content), $length;
  return defined $read && $read == $length ? $content : undef;
}

# A plain file in .git of at most so many bytes, reached through no link; else nothing.
sub small {
  my ($path, $most) = @_;
  my @parts = split m{/}, $path;
  my $so = '';
  for my $part (@parts) {
    $so = $so eq '' ? $part : "$so/$part";
    return undef if -l $so;
  }
  sysopen my $file, $path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW or return undef;
  my @found = stat $file;
  return undef if !S_ISREG($found[2]) || $found[7] > $most;
  my $content = '';
  while (my $read = sysread $file, $content, CHUNK, length $content) { return undef if length $content > $most }
  return $content;
}

sub relative {
  my ($checkout, $path) = @_;
  return $checkout->{path} eq '' ? $path : substr $path, length($checkout->{path}) + 1;
}

sub enter {
  chdir $_[0] or failed('');
}

sub failed {
  my ($path) = @_;
  no_('closed', $path) if $!{EACCES} || $!{EPERM};
  no_('moving', $path) if $!{ENOENT} || $!{ELOOP} || $!{ENOTDIR} || $!{ESTALE};
  no_('failed', $path);
}

sub no_ {
  my ($why, $path) = @_;
  tell_('N', $why, $path);
  exit 0;
}

sub tell_ {
  my ($tag, @fields) = @_;
  my $record = join '', $tag, (map { ' ' . length } @fields), "\n", @fields;
  my $at = 0;
  while ($at < length $record) {
    my $written = syswrite STDOUT, $record, CHUNK, $at;
    exit 1 unless defined $written;
    $at += $written;
  }
}

sub words {
  open my $file, '<:raw', $_[0] or exit 1;
  local $/;
  my $text = <$file>;
  return split /\0/, $text, -1;
}
