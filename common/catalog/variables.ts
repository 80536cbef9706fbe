/** Names of environment variables that mean something already: which a step may use undeclared, and which no parameter may take. */

/** Set by bash or by the sandbox; a step may use them without declaring them. */
const standard = new Set(`HOME PWD OLDPWD PATH USER LOGNAME SHELL TERM LANG LC_ALL TMPDIR HOSTNAME RANDOM SRANDOM SECONDS EPOCHSECONDS
  EPOCHREALTIME LINENO FUNCNAME PIPESTATUS REPLY IFS OPTARG OPTIND UID EUID PPID COLUMNS LINES EDITOR VISUAL PAGER KUBECONFIG OSTYPE
  MACHTYPE HOSTTYPE SHLVL DIRSTACK GROUPS MAPFILE COPROC BASH BASHPID BASH_VERSION BASH_SOURCE BASH_REMATCH BASH_LINENO`.split(/\s+/));

/** Change what a command is or does: a value for one of them from the page would be more than a value. */
const dangerous = /^(?:LD_|BASH|DYLD_|GIT_|KUBE|NODE_|PYTHON|PERL|RUBY|MAKE|GNUMAKE|REDISCLI_|VAULT_|HANDRAIL|SSL_|CURL_|ENV$|CDPATH$|PS4$|PROMPT_COMMAND$|HTTPS?_PROXY$|ALL_PROXY$|NO_PROXY$|SHELLOPTS$|GLOBIGNORE$)/;

/** Takes a variable's name; tells whether a step may use it though its runbook declares no such parameter. */
export function isStandardVariable(name: string): boolean {
  return standard.has(name);
}

/** Takes a parameter's name; tells whether it would change how commands work. */
export function isReservedVariable(name: string): boolean {
  return standard.has(name) || dangerous.test(name);
}
