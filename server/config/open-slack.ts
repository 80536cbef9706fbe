/**
 * What is said of chat as it is now: the file is read when it changes, without a restart, as the environments are. One with mistakes
 * changes nothing. The app itself, its token and its signing secret are those of the start.
 */
import { unwatchFile, watchFile } from 'node:fs';
import { HandrailError } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import { type ChatConfig, type ChatSettings, openChat } from './slack.ts';

export interface OpenChat {
  /** What holds now. */
  current(): ChatConfig;
  /** What is wrong with the file as it stands; empty when it is in force. */
  problems(): readonly string[];
  /** Takes a listener for changes, which is told before they hold; when it throws, they do not. */
  onChange(listener: (config: ChatConfig) => void): void;
  /** Looks whether the file has changed, at once. */
  look(): void;
  close(): void;
}

/** How often the file is looked at, in milliseconds: also where a filesystem tells nobody, as with a mounted ConfigMap. */
const lookMs = 1_000;

/** Takes where everything stands and the log; gives what is said of chat. Throws `bad-config` when it has mistakes from the start. */
export function openChatFile(settings: ChatSettings, log: Log): OpenChat {
  let config = openChat(settings);
  let problems: readonly string[] = [];
  const listeners: ((config: ChatConfig) => void)[] = [];
  const look = (): void => {
    try {
      const next = { ...openChat(settings), app: config.app };
      if (JSON.stringify(next) !== JSON.stringify(config)) {
        for (const listener of listeners) listener(next);
        config = next;
        log.info('what is said of chat was read again');
      }
      problems = [];
    } catch (error) {
      if (!(error instanceof HandrailError)) throw error;
      problems = error.message.split('\n');
      log.error({ problems }, 'what is said of chat has mistakes; what held goes on');
    }
  };
  const { file } = settings;
  if (file !== null) watchFile(file, { interval: lookMs, persistent: false }, look);
  return {
    current: () => config,
    problems: () => problems,
    onChange: (listener) => { listeners.push(listener); },
    look,
    close: () => { if (file !== null) unwatchFile(file, look); },
  };
}
