/**
 * Streams of bytes that a step prints and a checker can print again: the same sums, once in Perl and once here. Records
 * of random length, each with its number, of four kinds: any bytes at all, wide characters, a terminal's control
 * sequences, lines of digits. No two stretches are alike, so a byte that is missing, doubled or out of place changes the hash.
 */
import { createHash } from 'node:crypto';
import { Chance } from './seed.ts';

export interface StreamPlan {
  /** 1 to 2³²−1 */
  seed: number;
  /** how long the stream is */
  bytes: number;
  /** microseconds between two records, which have 1.5 KB on average; 0 prints as fast as it goes */
  pace: number;
}

const tableBytes = 65_536;
const longestRecord = 4_000;
const wide = '日本語 ünïcödé 🙂👩‍🚀 ';
const control = '\u001b[1;31mred\u001b[0m\u001b[6n\u001b[2J\u001b[10;5H\u001b]0;title\u0007\u001b[?25l\b\t\r';
const asPerl = (text: string) => Buffer.from(text).toString('hex');

/** A step's script that prints the stream of the variables SEED, BYTES and PACE; each piece it writes is one write(2). */
export const streamSource = `stty -opost <&1
exec perl -e '
  my ($seed, $bytes, $pace) = @ARGV;
  my $x = $seed;
  sub r { $x ^= ($x << 13) & 0xffffffff; $x ^= $x >> 17; $x ^= ($x << 5) & 0xffffffff; return $x }
  my $table = join "", map { pack "N", r() } 1 .. ${tableBytes / 4};
  my @kinds = (undef, pack("H*", "${asPerl(wide)}"), pack("H*", "${asPerl(control)}"), undef);
  my ($sent, $number) = (0, 0);
  while ($sent < $bytes) {
    my $kind = r() % 4;
    my $length = 1 + r() % ${longestRecord};
    my $at = r() % ${tableBytes - longestRecord};
    my $body = $kind == 0 ? substr($table, $at, $length)
      : $kind == 3 ? unpack("H*", substr($table, $at, $length >> 1)) . "\\r\\n"
      : $kinds[$kind] x (1 + int($length / length $kinds[$kind]));
    my $record = substr(sprintf("%08x", $number++) . $body, 0, $bytes - $sent);
    $sent += length $record;
    while (length $record) { my $done = syswrite STDOUT, $record; defined $done or die $!; substr($record, 0, $done) = "" }
    select undef, undef, undef, $pace / 1e6 if $pace;
  }
' "$SEED" "$BYTES" "$PACE"`;

/** Takes a plan; gives all the bytes its step prints. */
export function streamBytes({ seed, bytes }: StreamPlan): Buffer {
  const chance = new Chance(seed);
  const table = chance.bytes(tableBytes);
  const kinds = { 1: Buffer.from(wide), 2: Buffer.from(control) };
  const stream = Buffer.allocUnsafe(bytes);
  let sent = 0;
  for (let number = 0; sent < bytes; number += 1) {
    const kind = chance.below(4);
    const length = 1 + chance.below(longestRecord);
    const at = chance.below(tableBytes - longestRecord);
    sent += stream.write(number.toString(16).padStart(8, '0'), sent, 'latin1');
    if (kind === 0) sent += table.copy(stream, sent, at, at + length);
    else if (kind === 3) sent += stream.write(`${table.toString('hex', at, at + (length >> 1))}\r\n`, sent, 'latin1');
    else {
      const unit = kinds[kind as 1 | 2];
      for (let count = 1 + Math.floor(length / unit.length); count > 0; count -= 1) sent += unit.copy(stream, sent);
    }
  }
  return stream;
}

/** Takes bytes; gives their SHA-256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
