/**
 * Holds the runners' records to the server's: where each stands goes into it when the server meets that runner, when the
 * runner drains, when it is gone, and with every run. So nothing can be taken from theirs unseen.
 */
import type { ChainAnchor } from '../../common/chain.ts';
import type { RunnerChain, RunnerClient } from '../runner/client.ts';
import type { Audit } from './log.ts';

/** Who is to start a run is asked for its record first; when it hangs, the run says so, not the record. Milliseconds. */
const soonMs = 500;

export class RunnerChains {
  readonly #audit: Audit;
  readonly #runner: Pick<RunnerClient, 'chains'>;
  /** by generation, as they were told last */
  #known = new Map<number, RunnerChain>();

  constructor(audit: Audit, runner: Pick<RunnerClient, 'chains'>) {
    this.#audit = audit;
    this.#runner = runner;
  }

  /** Asks every runner where its record stands, and records what became of them since. Throws `runner-away`, `audit-failed`. */
  async look(): Promise<void> {
    const found = new Map((await this.#runner.chains()).map((chain) => [chain.generation, chain]));
    for (const chain of found.values()) {
      const before = this.#known.get(chain.generation);
      // A generation's number is used again: what was draining and is not any more is another one.
      if (before === undefined || (before.draining && !chain.draining)) this.#audit.write({ kind: 'runner-met', runner: anchorOf(chain) });
      else if (chain.draining && !before.draining) this.#audit.write({ kind: 'runner-draining', runner: anchorOf(chain) });
    }
    for (const chain of this.#known.values()) {
      if (!found.has(chain.generation)) this.#audit.write({ kind: 'runner-gone', runner: anchorOf(chain) });
    }
    this.#known = found;
  }
}

/** Takes the runners; gives where the record of the one that takes new runs stands; nothing where none can tell, or not soon. */
export async function currentChain(runner: Pick<RunnerClient, 'chains'>): Promise<{ runner?: ChainAnchor }> {
  const late = Promise.withResolvers<RunnerChain[]>();
  const timer = setTimeout(() => { late.resolve([]); }, soonMs);
  const current = (await Promise.race([runner.chains().catch(() => []), late.promise])).at(-1);
  clearTimeout(timer);
  return current === undefined ? {} : { runner: anchorOf(current) };
}

function anchorOf({ generation, seq, hash }: RunnerChain): ChainAnchor {
  return { generation, seq, hash };
}
