/** What is known of the steps of the page: what it was built with, over that what the server knows, over that what was just run. */
import type { Ran, StepFreshness } from '../../../common/freshness.ts';
import { type Packed, type PageFacts, unpack } from '../../../common/page-facts.ts';
import { useStore } from '../../client/store.ts';
import { useKnown } from './known.ts';
import { here, type Live, live } from './live.ts';

/** Takes a step's id; gives what is known of it. */
export function useStepFreshness(id: string): StepFreshness {
  const known = useKnown();
  const runbook = known?.runbook ?? '';
  const told = useStore(live, (value) => stepIn(value, runbook, id));
  const ran = useStore(here, (value) => value.get(`${runbook}#${id}`) ?? null);
  return withRun(told ?? bakedStep(known?.facts ?? null, id), ran);
}

/** Takes a procedure's id, empty for the whole runbook; gives its steps and what is known of each, none where there are none. */
export function useSteps(procedure: string): readonly (StepFreshness & { id: string })[] {
  const known = useKnown();
  const runbook = known?.runbook ?? '';
  const told = useStore(live, (value) => value);
  const ran = useStore(here, (value) => value);
  const procedures = known?.facts?.procedures ?? {};
  const steps = procedure === '' ? Object.assign({}, ...Object.values(procedures)) as Record<string, Packed> : own(procedures, procedure) ?? {};
  return Object.entries(steps).map(([id, packed]) => {
    const before = stepIn(told, runbook, id) ?? { tried: unpack(packed), ran: null };
    return { id, ...withRun(before, ran.get(`${runbook}#${id}`) ?? null) };
  });
}

function withRun({ tried, ran }: StepFreshness, here: Ran | null): StepFreshness {
  return { tried, ran: ran === null || (here !== null && here.at >= ran.at) ? here : ran };
}

function stepIn(value: Live | null, runbook: string, id: string): StepFreshness | undefined {
  return value?.runbook === runbook ? value.steps[id] : undefined;
}

function bakedStep(facts: PageFacts | null, id: string): StepFreshness {
  const packed = Object.values(facts?.procedures ?? {}).find((steps) => id in steps)?.[id] ?? 0;
  return { tried: unpack(packed), ran: null };
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
