/** What the line under a terminal says of who types, and what the person may do about it. Pure. */
import { mayAct, type PenAct, type Seated, type Typist } from '../../../common/protocol/pen.ts';

export interface Deed {
  act: PenAct;
  /** the seat it is about */
  to: number | null;
  label: string;
}

export interface PenWords {
  text: string;
  deeds: Deed[];
  /** whether it is new and wants an answer */
  urgent: boolean;
}

/** Takes how the pen stands, who looks, and whether the run is theirs; gives the words. */
export function penWords({ seat, pen }: Seated, person: string, isOwner: boolean): PenWords {
  const me = { seat, person, isOwner };
  const may = (act: PenAct, to: number | null = null) => mayAct(pen, me, act, to);
  const [asker] = pen.asks.filter((one) => one.seat !== seat);
  if (asker !== undefined && may('give', asker.seat)) {
    const more = pen.asks.length > 1 ? ` ${pen.asks.length - 1} more wait.` : '';
    return {
      text: `${nameOf(asker)} asks to type.${more}`, urgent: true,
      deeds: [{ act: 'give', to: asker.seat, label: 'Hand over' }, { act: 'refuse', to: asker.seat, label: 'Not now' }],
    };
  }
  if (pen.holder?.seat === seat) return { text: 'You type.', deeds: isOwner ? [] : [{ act: 'drop', to: null, label: 'Stop typing' }], urgent: false };
  const who = pen.holder === null ? 'Nobody types.' : pen.holder.person === person ? 'You type in another window.' : `${nameOf(pen.holder)} types.`;
  if (may('take')) return { text: who, deeds: [{ act: 'take', to: null, label: pen.holder?.person === person ? 'Type here' : 'Type' }], urgent: false };
  if (pen.asks.some((one) => one.seat === seat)) return { text: `${who} You have asked to type.`, deeds: [{ act: 'drop', to: null, label: 'Ask no more' }], urgent: false };
  return { text: who, deeds: [{ act: 'ask', to: null, label: 'Ask to type' }], urgent: false };
}

/** A name is somebody's own choice: what would turn the line round, or make it long, stays out. */
function nameOf({ name, person }: Typist): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim().slice(0, 60) || person;
}
