/**
 * What a kubectl is given in tests: it lives for a moment, and gathering its garbage eight times as seldom takes a quarter off
 * what it costs (https://go.dev/doc/gc-guide#GOGC).
 */
export const lightKubectl = { GOGC: '800' } as const;
