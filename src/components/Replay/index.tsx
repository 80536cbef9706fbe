/** A run as it happened: played, paused, wound to any place. Fetched when somebody wants to see it. */
import type { KeyboardEvent, ReactNode } from 'react';
import { clockText } from '../../../common/recording/clock.ts';
import { endingOf } from '../../../common/recording/ending.ts';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import Sentence from '../Sentence';
import { type Player, type PlayerState, speeds } from './player.ts';
import { type Replaying, useReplay } from './use-replay.ts';
import styles from './styles.module.css';

/** How far an arrow key winds, in microseconds. */
const windUs = 5_000_000;

/** Shows the recording of one run; another run is another element (`key`). */
export default function Replay({ run }: { run: Run }): ReactNode {
  const replaying = useReplay(run);
  const { host, state } = replaying;
  const name = `Replay of “${run.title || run.step}”`;
  return (
    <section className={styles.replay} aria-label={name} onKeyDown={(event) => { steer(event, replaying); }}>
      <div className={styles.screen} tabIndex={0} role="group" aria-label={`${name}: the screen. Space plays and pauses, arrow keys wind.`}><div ref={host} /></div>
      <Controls run={run} state={state} player={replaying.player} />
      <p className={styles.said} role="status">{state === null ? 'Reading the recording…' : <Sentence text={saidOf(run, state)} />}</p>
    </section>
  );
}

interface ControlsProps {
  run: Run;
  state: PlayerState | null;
  player(): Player | null;
}

function Controls({ run, state, player }: ControlsProps): ReactNode {
  const { at = 0, length = 0, isPlaying = false, isOver: isAtEnd = false, speed = 1, skipsIdle = true } = state ?? {};
  const time = `${clockText(at / 1000)} of ${clockText(length / 1000)}`;
  return (
    <div className={styles.controls}>
      <button type="button" className={styles.play} onClick={() => { toggle(player()); }}>
        {isPlaying ? <PauseIcon /> : <PlayIcon />}{isPlaying ? 'Pause' : nameOfPlay(isAtEnd, run)}
      </button>
      <input type="range" className={styles.seek} aria-label="Position in the recording" aria-valuetext={time} min={0} max={Math.max(1, Math.ceil(length / 1000))} step={1}
        value={Math.round(at / 1000)} onChange={(event) => { void player()?.seek(Number(event.target.value) * 1000); }} />
      <span className={styles.time}>{clockText(at / 1000)} / {clockText(length / 1000)}</span>
      {isOver(run.state) && (
        <button type="button" className={styles.end} title="Go to the end" onClick={() => { void player()?.seek(length); }}>{endName(run)}</button>
      )}
      <label className={styles.choice}>
        <select className={styles.speed} aria-label="Speed" value={speed} onChange={(event) => { player()?.set({ speed: Number(event.target.value) }); }}>
          {speeds.map((one) => <option key={one} value={one}>{one}×</option>)}
        </select>
      </label>
      <label className={styles.choice}>
        <input type="checkbox" checked={skipsIdle} onChange={(event) => { player()?.set({ skipsIdle: event.target.checked }); }} />Shorten pauses
      </label>
    </div>
  );
}

function toggle(player: Player | null): void {
  if (player?.state.isPlaying === true) player.pause();
  else void player?.play();
}

/** Space and the arrow keys, wherever the focus is in the replay; not where a control takes them for itself. */
function steer(event: KeyboardEvent<HTMLElement>, { player }: Replaying): void {
  const one = player();
  const target = event.target as HTMLElement;
  if (one === null || event.altKey || event.ctrlKey || event.metaKey || target.tagName === 'SELECT') return;
  const { at, length } = one.state;
  const places: Readonly<Record<string, number>> = { ArrowLeft: at - windUs, ArrowRight: at + windUs, Home: 0, End: length };
  const place = places[event.key];
  const isOwn = target.tagName === 'BUTTON' || target.matches('input[type="checkbox"]');
  if (place !== undefined) void one.seek(Math.max(0, Math.min(length, place)));
  else if (event.key === ' ' && !isOwn) toggle(one);
  else return;
  event.preventDefault();
}

function nameOfPlay(isAtEnd: boolean, run: Run): string {
  if (!isAtEnd) return 'Play';
  return isOver(run.state) ? 'Play again' : 'Play on';
}

/** The end, as the marker beside the bar says it. */
function endName({ state, exitStatus }: Run): string {
  const names: Readonly<Record<string, string>> = { stopped: 'stopped', 'timed-out': 'timed out', lost: 'lost' };
  return names[state] ?? `exit status ${exitStatus ?? '?'}`;
}

function saidOf(run: Run, { problem, isOver: isAtEnd, isTimed }: PlayerState): string {
  if (problem !== '') return problem;
  const untimed = isTimed ? '' : 'When this run printed what was not kept: its output is shown at once. ';
  if (!isAtEnd) return untimed;
  return `${untimed}${isOver(run.state) ? endingOf(run) : 'This is how far the run has come.'}`;
}

function PlayIcon(): ReactNode {
  return <svg width="11" height="12" viewBox="0 0 11 12" aria-hidden="true"><path fill="currentColor" d="M1 1.2v9.6a.6.6 0 0 0 .9.5l8-4.8a.6.6 0 0 0 0-1l-8-4.8a.6.6 0 0 0-.9.5Z" /></svg>;
}

function PauseIcon(): ReactNode {
  return <svg width="10" height="12" viewBox="0 0 10 12" aria-hidden="true"><path fill="currentColor" d="M1 1h3v10H1zM6 1h3v10H6z" /></svg>;
}
