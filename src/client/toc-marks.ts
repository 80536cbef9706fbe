/** What stands beside the entries of the table of contents: by the id an entry leads to, HTML of our own words. Empty until it is known. */
import { createStore } from './store.ts';

export const tocMarks = createStore<Readonly<Record<string, string>>>({});
