# Vault's HTTP API, through curl, and its failures in the words of the real client.
package PracticeVault::Api;
use strict;
use warnings;
use Exporter qw(import);
use IPC::Open3 qw(open3);
use JSON::PP;
use Symbol qw(gensym);

our @EXPORT = qw($address $token_file api encode_path failure missing);
our $address = $ENV{VAULT_ADDR} || 'https://127.0.0.1:8200';
our $token_file = ($ENV{HOME} // '/') . '/.vault-token';
my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub token {
    return $ENV{VAULT_TOKEN} if $ENV{VAULT_TOKEN};
    open my $in, '<', $token_file or return '';
    my $line = <$in> // '';
    $line =~ s/\s+//g;
    return $line;
}

sub quote { my ($text) = @_; $text =~ s/([\\"])/\\$1/g; $text =~ s/\n/\\n/g; $text =~ s/\r/\\r/g; $text =~ s/\t/\\t/g; return qq("$text") }

sub encode_path { my ($path) = @_; $path =~ s{([^A-Za-z0-9._~/-])}{sprintf '%%%02X', ord $1}ge; return $path }

# Gives {code, body} or {error}. What is secret goes to curl on its standard input, not among its arguments.
sub api {
    my ($method, $path, $body, $type) = @_;
    my $url = "$address/v1/" . $path;
    my @config = ("url = " . quote($url), "request = " . quote($method), 'header = "X-Vault-Request: true"');
    my $token = token();
    push @config, 'header = ' . quote("X-Vault-Token: $token") if $token ne '';
    push @config, 'header = ' . quote('Content-Type: ' . ($type // 'application/json')), 'data-raw = ' . quote($json->encode($body)) if defined $body;
    push @config, 'cacert = ' . quote($ENV{VAULT_CACERT}) if $ENV{VAULT_CACERT};
    my ($in, $out, $err) = (undef, undef, gensym);
    my $pid = eval { open3($in, $out, $err, 'curl', '-q', '-sS', '-i', '--globoff', '--path-as-is', '--max-time', '60', '--config', '-') };
    return { error => 'curl is missing: install it' } if !$pid;
    { local $SIG{PIPE} = 'IGNORE'; print {$in} join("\n", @config), "\n"; close $in }
    my $answer = do { local $/; <$out> } // '';
    my $said = do { local $/; <$err> } // '';
    waitpid $pid, 0;
    my $status = $? >> 8;
    my ($code, $reason) = (0, '');
    ($code, $reason) = ($1, $2) while $answer =~ s{\AHTTP/\S+ (\d+) ?([^\r\n]*)\r?\n(?:[^\r\n]+\r?\n)*\r?\n}{};
    return { error => sprintf('%s "%s": %s', ucfirst lc $method, $url, unreached($status, $reason, $said)) } if $status != 0;
    return { code => $code, url => "$method $url", body => scalar eval { $json->decode($answer) } };
}

sub unreached {
    my ($status, $reason, $said) = @_;
    my ($host, $port) = $address =~ m{^\w+://([^/:]+)(?::(\d+))?};
    $port //= $address =~ /^https/ ? 443 : 80;
    return "dial tcp $host:$port: connect: connection refused" if $status == 7;
    return "dial tcp: lookup $host: no such host" if $status == 6;
    return $reason if $status == 56 && $reason ne '';
    $said =~ s/^curl: \(\d+\) //;
    $said =~ s/\s+\z//;
    return $said;
}

# Gives undef when all is well, else the words of the real client.
sub failure {
    my ($answer) = @_;
    return $answer->{error} if defined $answer->{error};
    return undef if $answer->{code} < 400;
    my $errors = ref $answer->{body} eq 'HASH' ? $answer->{body}{errors} : undef;
    my $list = join "\n", map { "* $_" } ref $errors eq 'ARRAY' ? @$errors : ('the answer is no JSON');
    return "Error making API request.\n\nURL: $answer->{url}\nCode: $answer->{code}. Errors:\n\n$list";
}

# Nothing is there: an answer without data and without a reason.
sub missing {
    my ($answer) = @_;
    my $body = ref $answer->{body} eq 'HASH' ? $answer->{body} : {};
    return ($answer->{code} // 0) == 404 && ref $body->{data} ne 'HASH' && !@{ $body->{errors} // [] };
}

1;
