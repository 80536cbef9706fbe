/** What terminals read as colours and movements, in text that was copied from one. */

/** CSI and OSC sequences, and single escapes: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
export const terminalSequences = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]/g;
