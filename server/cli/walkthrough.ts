/** `handrail walkthrough`: lists them, shows one, and prints its report. */
import { type ErrorBody, HandrailError, isErrorBody } from '../../common/errors.ts';
import { clockText } from '../../common/recording/clock.ts';
import type { WalkGlance, WalkList, WalkView } from '../../common/walkthrough.ts';
import { actWords, parameterWords } from '../../common/walkthrough-words.ts';
import { visibleLine } from '../../common/catalog/visible.ts';
import { stateWords, stepWords, utc } from '../walkthroughs/report-words.ts';
import type { Api } from './api.ts';

export interface ListOptions {
  mine?: boolean;
  ended?: boolean;
  runbook?: string;
  env?: string;
  json?: boolean;
}

export interface ReportOptions {
  as: string;
  /** false with `--no-outputs` */
  outputs: boolean;
}

/** A terminal shows what others wrote in one line, of at most so many characters. */
const widest = 200;

/** Takes the API and which; prints them, the newest first. */
export async function listWalkthroughs(api: Api, { mine, ended, runbook, env, json }: ListOptions): Promise<number> {
  const query = new URLSearchParams({
    open: String(ended !== true), limit: '100', ...(mine === true ? { mine: 'true' } : {}), ...(runbook === undefined ? {} : { runbook }), ...(env === undefined ? {} : { environment: env }),
  });
  const list = await api.get(`/api/walkthroughs?${query.toString()}`) as WalkList;
  if (json === true) console.log(JSON.stringify(list));
  else for (const glance of list.walkthroughs) console.log(lineOf(glance, list));
  if (json !== true && list.walkthroughs.length === 0) console.error(`No walkthrough${mine === true ? ' of yours' : ''} ${ended === true ? 'has ended' : 'is open'}.`);
  return 0;
}

/** Takes the API and an id; prints how it stands, step by step, and what was done. */
export async function showWalkthrough(api: Api, id: string, asJson: boolean): Promise<number> {
  const { walkthrough } = await api.get(`/api/walkthroughs/${encodeURIComponent(id)}`) as { walkthrough: WalkView };
  if (asJson) {
    console.log(JSON.stringify({ walkthrough }));
    return 0;
  }
  const { title, runbookTitle, environmentTitle, state, steps, names, entries } = walkthrough;
  const with_ = parameterWords(state.parameters);
  console.log(shown(title));
  console.log(shown(`${runbookTitle}, ${environmentTitle}${with_ === '' ? '' : `, ${with_}`}`));
  console.log(shown(stateWords(state, names)));
  if (state.held !== '') console.log(shown(`It stopped going on. ${state.held}`));
  console.log('');
  for (const step of steps) {
    const standing = state.steps[step.id];
    console.log(`${step.id === state.next ? '>' : ' '} ${shown(`${step.title}: ${standing === undefined ? '' : stepWords(standing, names)}`)}`);
  }
  console.log('');
  for (const entry of entries) console.log(shown(`${utc(entry.at)}  ${names[entry.by] ?? (entry.by || 'Handrail')} ${actWords(entry, walkthrough, names)}${entry.kind === 'note' ? `: ${entry.text}` : ''}`));
  return 0;
}

/** Takes the API, an id, and which rendition; prints the report. Throws what the server says. */
export async function reportWalkthrough(api: Api, id: string, { as, outputs }: ReportOptions): Promise<number> {
  const answer = await api.fetch(`${api.base}/api/walkthroughs/${encodeURIComponent(id)}/report?as=${encodeURIComponent(as)}&outputs=${outputs}`, { headers: api.authorization(), redirect: 'error' });
  const text = await answer.text();
  if (!answer.ok) throw errorIn(text);
  process.stdout.write(text);
  return 0;
}

function errorIn(text: string): Error {
  const body: unknown = JSON.parse(text);
  const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return isErrorBody(error) ? new HandrailError((error as ErrorBody).code, (error as ErrorBody).details) : new Error('What answers is not Handrail.');
}

function lineOf({ id, title, runbook, environmentTitle, lead, counts, endedAt, begunAt, isGoing, next, running }: WalkGlance, { names, now }: WalkList): string {
  const done = `${counts.done}/${counts.all}${counts.amiss > 0 ? `, ${counts.amiss} amiss` : ''}`;
  const stands = endedAt === null ? `for ${clockText(now - begunAt)}, ${names[lead] ?? lead} leads${isGoing ? ', going on' : ''}${running !== '' ? `, running: ${running}` : next === '' ? '' : `, next: ${next}`}` : `ended ${utc(endedAt)}`;
  return shown(`${id}  ${title} (${runbook}, ${environmentTitle}): ${done}; ${stands}`);
}

function shown(text: string): string {
  return visibleLine(text, widest);
}
