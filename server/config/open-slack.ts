/** What is said of chat as it is now. The app itself, its token and its signing secret, are those of the start. */
import type { Log } from '../log.ts';
import { type OpenFile, openFile } from './open-file.ts';
import { type ChatConfig, type ChatSettings, openChat } from './slack.ts';

export type OpenChat = OpenFile<ChatConfig>;

/** Takes where everything stands and the log; gives what is said of chat. Throws `bad-config` when it has mistakes from the start. */
export function openChatFile(settings: ChatSettings, log: Log): OpenChat {
  return openFile<ChatConfig>({
    path: settings.file,
    read: (held) => (held === undefined ? openChat(settings) : { ...openChat(settings), app: held.app }),
    isSame: (held, next) => JSON.stringify(next) === JSON.stringify(held),
    changed: () => { log.info('what is said of chat was read again'); },
    mistaken: (problems) => { log.error({ problems }, 'what is said of chat has mistakes; what held goes on'); },
  });
}
