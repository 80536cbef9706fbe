/**
 * Waiting for the forwarders, purely: shell text that a step's shell reads first. The forwarders start in the outer stage
 * while the inner one is being made, and both are in one network, so the wait costs little there. A listening socket shows
 * in /proc/net/tcp with state 0A; to connect instead would reach the gateway.
 */

/** Takes ports on 127.0.0.1; gives shell text that ends once each is listened on, or the shell with 125 after two seconds. */
export function untilListening(ports: readonly number[]): string {
  if (ports.length === 0) return '';
  const wanted = ports.map((port) => port.toString(16).toUpperCase().padStart(4, '0'));
  return `handrail_listening() {
  local number address rest state found= port
  while read -r number address rest state _; do
    [[ $state == 0A ]] && found+=" \${address##*:}"
  done </proc/self/net/tcp
  for port in ${wanted.join(' ')}; do
    [[ $found == *" $port"* ]] || return 1
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
