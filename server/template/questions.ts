/** Asks for what a new runbook needs and was not given. A bad answer is told, and asked again. */
import {
  type Answers, BadAnswer, nameOf, type NewParameter, type NewTarget, readList, readName, readParameter, readRedis, readSlack, readSomeText, readTarget, readText, readWindow,
} from './answers.ts';

export interface Asker {
  /** Takes a question and what an empty answer means; gives the answer, null when nobody answers any more. */
  ask(question: string, otherwise: string): Promise<string | null>;
  tell(sentence: string): void;
}

/** What was given already, as it was written; nothing is asked of it again. */
export interface Given {
  id?: string | undefined;
  title?: string | undefined;
  service?: string | undefined;
  audience?: string | undefined;
  owners?: string | undefined;
  slack?: string | undefined;
  namespace?: string | undefined;
  /** each `name` or `name=context` */
  targets?: readonly string[] | undefined;
  production?: readonly string[] | undefined;
  /** each `target=window` */
  windows?: readonly string[] | undefined;
  redis?: string | undefined;
  params?: readonly string[] | undefined;
}

/** Takes what was given and whom to ask, null for nobody; gives the answers. Throws `BadAnswer` for what was given wrong or is missing. */
export async function answersFrom(given: Given, asker: Asker | null): Promise<Answers> {
  const one = async <Value>(word: string | undefined, question: string, otherwise: string, read: (line: string) => Value, option: string): Promise<Value> => {
    if (word !== undefined) return read(word);
    if (asker !== null) return await until(asker, question, otherwise, read);
    try {
      return read(otherwise);
    } catch (error) {
      throw new BadAnswer(`${question}: ${(error as Error).message} Give it with ${option}.`);
    }
  };
  const title = await one(given.title, 'Title', given.id === undefined ? '' : given.id, readSomeText, '--title');
  const id = await one(given.id, 'Name of the file, which is in links', nameOf(title), readName, 'the name');
  const service = await one(given.service, 'Service it is about', id, readSomeText, '--service');
  const audience = await one(given.audience, 'For whom it is written', '', readText, '--audience');
  const owners = await one(given.owners, 'Who keeps it true, with commas', '', readList, '--owners');
  const slack = await one(given.slack, 'Slack channels, with commas', '', readSlack, '--slack');
  const namespace = await one(given.namespace, 'Namespace on Kubernetes', nameOf(service) || id, readName, '--namespace');
  const targets = await targetsFrom(given, asker);
  const redis = await one(given.redis, 'Where its Redis is, as pod/namespace or host:port; nothing for none', '', readRedis, '--redis');
  const parameters = unique(await parametersFrom(given, asker), 'parameter');
  return { id, title, service, audience, owners, slack, namespace, targets, redis, parameters };
}

async function until<Value>(asker: Asker, question: string, otherwise: string, read: (line: string) => Value): Promise<Value> {
  for (;;) {
    const line = await asker.ask(question, otherwise);
    if (line === null) throw new BadAnswer('Nobody answers any more, so nothing was made.');
    try {
      return read(line.trim() === '' ? otherwise : line);
    } catch (error) {
      if (!(error instanceof BadAnswer)) throw error;
      asker.tell(error.message);
    }
  }
}

async function targetsFrom(given: Given, asker: Asker | null): Promise<NewTarget[]> {
  if (given.targets !== undefined || asker === null) return marked(unique((given.targets ?? []).map(readTarget), 'target'), given);
  const targets = await until(asker, 'Deployments it covers, with commas (dev, prod); nothing for none', '', (line) => unique(readList(line).map(readTarget), 'target'));
  const known: NewTarget[] = [];
  for (const target of targets) {
    const context = target.context !== '' ? target.context : (await until(asker, `kubectl context of ${target.name}`, '', (line) => readTarget(`${target.name}=${line}`))).context;
    const production = await until(asker, `Do people depend on ${target.name}? (yes or no)`, 'no', readYes);
    const window = production ? await until(asker, `When may ${target.name} be worked on (09:00-17:00 America/Santiago, or always); nothing where nobody has said`, '', readWindow) : null;
    known.push({ ...target, context, production, window });
  }
  return known;
}

/** Options name the target they are about. */
function marked(targets: readonly NewTarget[], { production = [], windows = [] }: Given): NewTarget[] {
  const told = windows.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)] as const);
  const stranger = [...production, ...told.map(([name]) => name)].find((name) => !targets.some((target) => target.name === name));
  if (stranger !== undefined) throw new BadAnswer(`There is no target “${readText(stranger)}”. Name it with --target first.`);
  return targets.map((target) => {
    const window = told.find(([name]) => name === target.name)?.[1];
    return { ...target, production: production.includes(target.name), window: window === undefined ? null : readWindow(window) };
  });
}

async function parametersFrom(given: Given, asker: Asker | null): Promise<NewParameter[]> {
  if (given.params !== undefined || asker === null) return (given.params ?? []).map(readParameter);
  const found: NewParameter[] = [];
  for (;;) {
    const next = await until(asker, 'A value the reader fills in, such as POD:name:cache-0 or INSTRUMENT:choice:hsc|latiss; nothing for no more', '', (line) => {
      if (line === '') return null;
      return unique([...found, readParameter(line)], 'parameter').at(-1) ?? null;
    });
    if (next === null) return found;
    found.push(next);
  }
}

function unique<Named extends { name: string }>(all: Named[], what: string): Named[] {
  const twice = all.find(({ name }, at) => all.findIndex((one) => one.name === name) !== at);
  if (twice) throw new BadAnswer(`There are two of the ${what} ${twice.name}. Keep one.`);
  return all;
}

function readYes(line: string): boolean {
  if (/^y(es)?$/i.test(line.trim())) return true;
  if (/^no?$/i.test(line.trim())) return false;
  throw new BadAnswer('Write yes or no.');
}
