/** What the server said it would decide on each step of this page, by the id of the step; empty until it has. */
import type { Foreseen } from '../../common/policy.ts';
import { createStore } from './store.ts';

export type Decisions = Readonly<Record<string, Foreseen>>;

export const decisions = createStore<Decisions>({});
