/**
 * The way a run's bytes take from its terminal until they can be kept: gathered, then freed of secrets. Where a redactor
 * holds back what a person at a prompt has to see, it is asked for that after a silence.
 */
import { createBatch } from './batch.ts';
import type { Redactor } from './redact/redact.ts';

export interface OutputPathOptions {
  /** null where nothing is secret */
  redactor: Redactor | null;
  /** whether somebody may wait at a prompt */
  isWatched: boolean;
  onward(bytes: Uint8Array): void;
}

export interface OutputPath {
  /** Takes bytes, and keeps none of the memory they are in. */
  add(bytes: Uint8Array): void;
  /** Hands on what is held. Nothing comes after. */
  end(): void;
}

/** Silence after which somebody waits, in milliseconds. */
const promptMs = 400;

/** Takes where bytes go; gives the way there. */
export function createOutputPath({ redactor, isWatched, onward }: OutputPathOptions): OutputPath {
  if (redactor === null) {
    const { add, flush } = createBatch(onward);
    return { add, end: flush };
  }
  let silence: NodeJS.Timeout | null = null;
  const hush = () => {
    if (silence !== null) clearTimeout(silence);
    silence = null;
  };
  const show = (bytes: Uint8Array) => {
    if (bytes.length > 0) onward(bytes);
  };
  const batch = createBatch((bytes) => {
    hush();
    show(redactor.push(bytes));
    if (isWatched && redactor.holding) silence = setTimeout(() => show(redactor.prompt()), promptMs);
  });
  return {
    add: batch.add,
    end() {
      batch.flush();
      hush();
      show(redactor.end());
    },
  };
}
