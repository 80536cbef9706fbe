/**
 * Waiting for the forwarders, purely: shell text that a step's shell reads first. The forwarders start in the outer stage
 * while the inner one is being made, and both are in one network, so the wait costs little there. A listening socket shows
 * in /proc/net/tcp with state 0A; to connect instead would reach the gateway.
 */
import { addressOf, type Forward } from './argv.ts';

/** Takes what is led to; gives shell text that ends once each address and port is listened on, or the shell with 125 after two seconds. */
export function untilListening(forwards: readonly Pick<Forward, 'address' | 'port'>[]): string {
  if (forwards.length === 0) return '';
  const wanted = forwards.map((forward) => `${inHex(addressOf(forward))}:${hex(forward.port, 4)}`);
  return `handrail_listening() {
  local number address rest state found= wanted
  while read -r number address rest state _; do
    [[ $state == 0A ]] && found+=" $address "
  done </proc/self/net/tcp
  for wanted in ${wanted.join(' ')}; do
    [[ $found == *" $wanted "* ]] || return 1
  done
}
handrail_wait() {
  local never tries=0
  exec {never}<> <(:)
  until handrail_listening; do
    if ((++tries > 1000)); then
      echo 'handrail: the way to the environment did not open. Run the step again.' >&2
      exit 125
    fi
    read -rt 0.002 -u "$never"
  done
  exec {never}>&-
}
handrail_listening || handrail_wait
unset -f handrail_listening handrail_wait
`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** As the kernel writes an address there: the last number first, both kinds of processors being little-endian. */
function inHex(address: string): string {
  return address.split('.').reverse().map((part) => hex(Number(part), 2)).join('');
}
