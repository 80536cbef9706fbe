/** An announcement on its way: what would be posted, where and by whom; changed by hand, sent by hand. Sent, it is ticked. */
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { AnnouncedSay, AnnounceOffer } from '../../../common/announcement.ts';
import { get, post, type Problem } from '../../client/http.ts';
import { targetName, usePage, worthOf } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import CopyButton from '../CopyButton';
import { type AnnounceData, channelsFor, filled, sendWord } from './text.ts';
import styles from './styles.module.css';

interface Props {
  step: string;
  data: string;
  tick(checked: boolean): void;
}

/** 3,000 is what Slack takes in one message’s section. */
const longest = 3_000;

export default function Compose({ step, data, tick }: Props): ReactNode {
  const known = useMemo(() => JSON.parse(data) as AnnounceData, [data]);
  const draft = useDraft(known);
  const { page, environment, text, channel, channels, left } = draft;
  const asked = useOffer(page.runbook, step, environment);
  const [sent, setSent] = useState<AnnouncedSay | Problem | null>(null);
  const { isBusy, press } = useSend(async (key) => {
    const answer = await post<{ announced: AnnouncedSay }>('/api/announcements', { runbook: page.runbook, step, digest: known.digest, environment, channel, text }, key);
    setSent(answer.ok ? answer.value.announced : answer.problem);
    if (answer.ok) tick(true);
    return answer.ok ? null : answer.problem;
  });
  if (sent !== null && 'by' in sent) return <div className={styles.compose} role="status" tabIndex={-1} ref={focusOnce}><p className={styles.how}><Said said={sent} /></p></div>;
  const waits = isBusy || left.length > 0 || text.trim() === '';
  const way = asked !== null && 'way' in asked && channel !== '' ? asked.way : 'none';
  return (
    <div className={styles.compose}>
      <Message draft={draft} />
      {left.length > 0 && <p className={styles.problem}>Still to be filled in: {left.join(', ')}. Give {left.length > 1 ? 'them values' : 'it a value'} on this page, or change the text.</p>}
      <How asked={asked} environment={environment} />
      <div className={styles.row}>
        {way !== 'none' && channels.length > 1 && <Channels channels={channels} chosen={channel} onChoose={draft.choose} />}
        {way !== 'none' && <button type="button" className={styles.send} aria-disabled={waits} onClick={waits ? undefined : press}>{sendWord(way, channel)}</button>}
        <CopyButton className={styles.plain} text={() => text} label="Copy the text">Copy</CopyButton>
      </div>
      {sent !== null && <p className={styles.problem} role="alert">{sent.message}</p>}
    </div>
  );
}

/** What was pressed is gone: whoever works by keyboard goes on from what came in its place. */
function focusOnce(found: HTMLElement | null): void {
  found?.focus({ preventScroll: true });
}

type Draft = ReturnType<typeof useDraft>;

/** The text and channel as they stand: the runbook’s own, until somebody changes them. */
function useDraft(known: AnnounceData) {
  const page = usePage();
  const state = useStore(page.state, (value) => value);
  const [own, edit] = useState<string | null>(null);
  const [chosen, choose] = useState<string | null>(null);
  const { text, blank } = filled(known.text, known.parameters, (name) => worthOf(page, state, name));
  const channels = channelsFor(known.channels, state.values[targetName] ?? '');
  return {
    page, environment: state.environment, text: own ?? text, isEdited: own !== null, edit, channels, channel: chosen ?? channels[0] ?? '', choose,
    /** names of parameters that still stand in the text */
    left: own === null ? blank : known.parameters.filter((name) => own.includes(`$${name}`)),
  };
}

function Message({ draft: { text, isEdited, edit, channels } }: { draft: Draft }): ReactNode {
  const id = useId();
  const person = useStore(session, (value) => (value.state === 'in' ? value.person.name : ''));
  return (
    <>
      <label className={styles.label} htmlFor={id}>What is posted{channels.length === 1 && <> to <b>{channels[0]}</b></>}{person === '' ? '' : <>, as <b>{person}</b> by Handrail</>}{isEdited ? ', as you changed it' : ''}</label>
      <textarea id={id} ref={focusOnce} className={styles.text} value={text} maxLength={longest} rows={Math.min(14, Math.max(3, text.split('\n').length + 1))} onChange={(event) => { edit(event.target.value); }} />
    </>
  );
}

function How({ asked, environment }: { asked: AnnounceOffer | Problem | null; environment: string }): ReactNode {
  const last = asked !== null && 'way' in asked ? asked.last : null;
  return <p className={styles.how}>{howOf(asked, environment)}{last !== null && <> Last time: <Said said={last} /></>}</p>;
}

function Channels({ channels, chosen, onChoose }: { channels: readonly string[]; chosen: string; onChoose(name: string): void }): ReactNode {
  return (
    <select className={styles.channel} aria-label="Channel" value={chosen} onChange={(event) => { onChoose(event.target.value); }}>
      {channels.map((name) => <option key={name}>{name}</option>)}
    </select>
  );
}

function Said({ said: { state, channel, by, at, permalink } }: { said: AnnouncedSay }): ReactNode {
  const when = new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
  if (state === 'practised') return <>Practised by {by}, {when}: nothing was posted to {channel}.</>;
  return <>Posted to {channel} by {by}, {when}.{permalink !== '' && <> <a href={permalink} rel="noreferrer">Open the post</a></>}</>;
}

/** Asks the server how the step is announced in this environment; null until it has answered. */
function useOffer(runbook: string, step: string, environment: string): AnnounceOffer | Problem | null {
  const [answered, setAnswered] = useState<{ of: string; value: AnnounceOffer | Problem } | null>(null);
  const query = new URLSearchParams({ runbook, step, environment }).toString();
  useEffect(() => {
    let isOver = false;
    void get<AnnounceOffer>(`/api/announcements?${query}`).then((answer) => {
      if (!isOver) setAnswered({ of: query, value: answer.ok ? answer.value : answer.problem });
    });
    return () => { isOver = true; };
  }, [query]);
  return answered?.of === query ? answered.value : null;
}

/** One key for one announcement, however often it is pressed, and where no answer came; a new one once it was refused. */
function useSend(act: (key: string) => Promise<Problem | null>): { isBusy: boolean; press(): void } {
  const [isBusy, setBusy] = useState(false);
  const key = useRef('');
  const press = async () => {
    key.current ||= crypto.randomUUID();
    setBusy(true);
    const problem = await act(key.current);
    if (problem !== null && problem.code !== 'away') key.current = '';
    setBusy(false);
  };
  return { isBusy, press: () => void press() };
}

function howOf(asked: AnnounceOffer | Problem | null, environment: string): string {
  if (asked === null) return '';
  if ('code' in asked) return `${asked.message} Copy the text, post it yourself, and tick the step.`;
  if (asked.way === 'none') return 'Handrail is not at Slack here: copy the text, post it yourself, and tick the step.';
  return asked.way === 'practice' ? 'This is practice: nothing is posted. It is kept that you practised it, and the step is ticked.' : `It is posted for ${environment} under your name; that is kept, and the step is ticked.`;
}
