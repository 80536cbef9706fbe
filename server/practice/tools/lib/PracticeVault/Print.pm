# Prints what Vault said as the real client does.
package PracticeVault::Print;
use strict;
use warnings;
use Exporter qw(import);
use JSON::PP;

our @EXPORT = qw(complain duration header plain print_field print_json rows show table titled);

sub complain {
    my ($status, $text) = @_;
    print STDERR "$text\n";
    return $status;
}

sub plain {
    my ($value) = @_;
    return '<nil>' if !defined $value;
    return '[' . join(' ', map { plain($_) } @$value) . ']' if ref $value eq 'ARRAY';
    return 'map[' . join(' ', map { "$_:" . plain($value->{$_}) } sort keys %$value) . ']' if ref $value eq 'HASH';
    return $value ? 'true' : 'false' if JSON::PP::is_bool($value);
    utf8::encode($value = "$value");
    return $value;
}

sub table {
    my (@rows) = @_;
    my $width = 0;
    for (@rows) { $width = length $_->[0] if length $_->[0] > $width }
    $width = 3 if $width < 3;
    print map { sprintf "%-${width}s    %s\n", @$_ } ['Key', 'Value'], ['---', '-----'], @rows;
}

sub rows { my ($data) = @_; return map { [plain($_), plain($data->{$_})] } sort keys %$data }

sub header {
    my ($title, $width) = @_;
    my $signs = $width - length($title) - 2;
    $signs = 4 if $signs <= 0;
    $signs++ if $signs % 2;
    print '=' x ($signs / 2), " $title ", '=' x ($signs / 2), "\n";
}

# A heading of equal signs over a table, as wide as the real client makes it.
sub titled {
    my ($title, $data) = @_;
    my ($longest) = sort { $b <=> $a } 0, map { length } keys %$data;
    header($title, $longest + 9);
    table(map { my ($key, $value) = @$_; [$key, $key eq 'deletion_time' && $value eq '' ? 'n/a' : $value] } rows($data));
}

sub print_json { print JSON::PP->new->utf8->canonical->pretty->indent_length(2)->space_before(0)->allow_nonref->encode($_[0]); return 0 }

sub print_field {
    my ($data, $name) = @_;
    return complain(1, "Field \"$name\" not present in secret") if ref $data ne 'HASH' || !defined $data->{$name};
    my $value = $data->{$name};
    print ref $value && !JSON::PP::is_bool($value) ? JSON::PP->new->utf8->canonical->encode($value) : plain($value);
    return 0;
}

sub show {
    my ($flags, $answer) = @_;
    my $data = $answer->{body}{data};
    return print_field($data, $flags->{field}) if defined $flags->{field};
    return print_json($answer->{body}) if $flags->{format} eq 'json';
    table(rows($data));
    return 0;
}

sub duration {
    my ($seconds) = @_;
    return '∞' if !$seconds;
    my ($h, $m, $s) = (int($seconds / 3600), int($seconds / 60) % 60, $seconds % 60);
    return "${h}h" . ($m || $s ? "${m}m" : '') . ($s ? "${s}s" : '') if $h;
    return $m ? "${m}m" . ($s ? "${s}s" : '') : "${s}s";
}

1;
