/** The tables of the server's database, as Kysely sees them. Times are Unix milliseconds, truth values 0 and 1. */
export interface Tables {
  persons: { id: string; name: string; created_at: number };
  /** login links, by the hash of their secret */
  links: { hash: string; person: string; expires_at: number; used_at: number | null };
  sessions: { hash: string; person: string; created_at: number; expires_at: number };
  /** index of runs: what lists and checks ask for, and the record itself as JSON */
  runs: {
    id: string;
    person: string;
    environment: string;
    runbook: string;
    step: string;
    digest: string;
    /** 0 queued, 1 starting, 2 running, 3 over: a record never goes back */
    progress: number;
    as_expected: number | null;
    queued_at: number;
    ended_at: number | null;
    /** whether the runner has taken it */
    taken: number;
    record: string;
  };
  /** runs that everybody who is logged in may watch, and since when */
  shares: { run: string; at: number };
  /** when somebody last began anew in an environment */
  resets: { person: string; environment: string; at: number };
  /** what somebody has done in practice: scenarios solved, stops of the first day made; the fewest hints and minutes it took */
  progress: { person: string; item: string; at: number; times: number; hints: number | null; minutes: number | null };
  /** idempotency keys: the same key and request give the same run for ever */
  run_keys: { person: string; key: string; request: string; run: string };
}
