/**
 * A long output: opens at its tail, scrolls and searches whatever its length, follows a run that goes on, and can be kept
 * whole. Everything in it is text. Fetched when there is one to show.
 */
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { finder } from '../../../common/log/find.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { get } from '../../client/http.ts';
import { record } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';
import Foot from './Foot';
import { type Extent, Rows } from './rows.ts';
import { Search } from './search.ts';
import SearchBar from './SearchBar';
import { useSeen } from './use-seen.ts';
import { useSelection } from './use-selection.ts';
import { edgesOf, type Sight, useWindow } from './use-window.ts';
import View from './View';
import styles from './styles.module.css';

interface Props {
  run: Run;
  /** whether the page's address says the line (`#L123`): for a page that shows one run */
  addressed?: boolean;
}

/** Shows the whole output of one run; another run is another element (`key`). */
export default function Log({ run, addressed = false }: Props): ReactNode {
  const [rows] = useState(() => new Rows(run.id));
  useEffect(() => rows.start(), [rows]);
  const extent = useStore(rows.extent, (value) => value);
  const problem = useStore(rows.problem, (value) => value);
  useEnd(run, extent);
  return (
    <div className={styles.log}>
      {extent !== null && extent.end > 0 && <Opened run={run} rows={rows} extent={extent} addressed={addressed} />}
      {extent === null && problem === null && <p className={styles.empty}>Reading the end of the output…</p>}
      {extent?.end === 0 && <p className={styles.empty}>{isOver(extent.state) ? 'Nothing was printed, or it is not kept any more.' : 'Nothing was printed yet.'}</p>}
      {problem !== null && (
        <p className={styles.problem} role="alert">{problem.message} {extent === null && <a href={`/api/runs/${run.id}/output`} download>Download whole</a>}</p>
      )}
    </div>
  );
}

/** A log hears of its run's end by itself, since nobody else watches meanwhile; it tells the page. */
function useEnd({ id, state }: Run, extent: Extent | null): void {
  const isNews = !isOver(state) && extent !== null && isOver(extent.state);
  useEffect(() => {
    if (!isNews) return;
    void get<{ run: Run }>(`/api/runs/${id}`).then((answer) => { if (answer.ok) record(answer.value.run); });
  }, [id, isNews]);
}

function Opened({ run, rows, extent, addressed }: Required<Props> & { rows: Rows; extent: Extent }): ReactNode {
  const [search] = useState(() => new Search(run.id));
  const [wraps, setWraps] = useState(false);
  const [picked, setPicked] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const sight = useSight(extent, wraps);
  const seen = useSeen(rows, sight);
  const { wanted, capitals, current } = useStore(search.state, (value) => value);
  const find = useMemo(() => (wanted === '' ? null : finder(wanted, capitals)), [wanted, capitals]);
  useEffect(() => { search.grown(extent.rows); }, [search, extent.rows]);
  useEffect(() => () => { search.set('', false); }, [search]);
  const show = useSteady((row: number | null, isPicked: boolean) => {
    if (row === null) return;
    setPicked(isPicked ? row : null);
    sight.goTo(row);
  });
  const goToLine = useSteady((line: number) => { void rows.rowOfLine(line).then((row) => { show(row, true); }); });
  useAddress(addressed && extent.lines !== null, goToLine);
  const seek = useSteady((back: boolean) => {
    const edges = edgesOf(sight);
    void search.seek(back ? edges.last : edges.first, back).then((row) => { show(row, false); });
  });
  const leave = useSteady(() => { sight.scroller.current?.focus(); });
  const follow = useSteady(() => { sight.goToTail(); });
  const press = (event: KeyboardEvent) => {
    // The browser's own search would find only what is drawn; pressed once more, it comes.
    if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || document.activeElement === field.current) return;
    event.preventDefault();
    field.current?.select();
  };
  const title = run.title || run.step;
  return (
    <div onKeyDown={press}>
      <SearchBar search={search} field={field} onSeek={seek} onLeave={leave} />
      <div className={styles.box}>
        <View rows={rows} sight={sight} wraps={wraps} find={find} current={picked ?? current?.row ?? null} label={`Whole output of ${title}`}
          digits={Math.max(4, String(extent.lines ?? 0).length)}
          onNumber={(line, row) => {
            setPicked(row);
            if (addressed) history.replaceState(history.state, '', `#L${line}`);
          }} />
        <Behind extent={extent} isAtTail={sight.place === 'tail'} onTail={follow} />
      </div>
      <Foot run={run.id} extent={extent} seen={seen} wraps={wraps} onWrap={setWraps} onLine={goToLine} />
      <p className={styles.printed}>The output of {title} is too long for paper. The whole of it is kept: /api/runs/{run.id}/output</p>
    </div>
  );
}

function useSight(extent: Extent, wraps: boolean): Sight {
  const element = useRef<HTMLElement | null>(null);
  const selected = useSelection(element);
  const sight = useWindow(extent, wraps, selected);
  useEffect(() => { element.current = sight.layer.current; });
  return sight;
}

/** Takes what to do; gives the same function each time, which does the latest: who is given it need not be drawn again. */
function useSteady<Taken extends unknown[]>(act: (...taken: Taken) => void): (...taken: Taken) => void {
  const latest = useRef(act);
  useLayoutEffect(() => { latest.current = act; });
  return useCallback((...taken: Taken) => { latest.current(...taken); }, []);
}

/** Goes to the line that the address names, once lines are counted and whenever it changes. */
function useAddress(isReady: boolean, goTo: (line: number) => void): void {
  const latest = useRef(goTo);
  useEffect(() => { latest.current = goTo; });
  useEffect(() => {
    if (!isReady) return undefined;
    const read = () => {
      const line = Number(/^#L(\d{1,12})$/.exec(location.hash)?.[1] ?? 0);
      if (line >= 1) latest.current(line);
    };
    read();
    addEventListener('hashchange', read);
    return () => { removeEventListener('hashchange', read); };
  }, [isReady]);
}

/** Says how much was printed since one scrolled away from the tail, and leads back to it. */
const Behind = memo(function Behind({ extent, isAtTail, onTail }: { extent: Extent; isAtTail: boolean; onTail(): void }): ReactNode {
  const lines = extent.lines ?? 0;
  const [left, setLeft] = useState(lines);
  if (isAtTail && left !== lines) setLeft(lines);
  if (isAtTail || lines <= left) return null;
  const more = lines - left;
  return <button type="button" className={styles.behind} onClick={onTail}>{more.toLocaleString('en')} new {more === 1 ? 'line' : 'lines'} ↓</button>;
});
