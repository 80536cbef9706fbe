/**
 * What a field of a page can offer: names that are in the environment now. Only what a runbook declares as a source can be
 * asked for, by who could run a step there that reads, with values that fit; and what comes back is offered only where the
 * field would take it typed.
 */
import { checkValue, type Parameter } from '../../common/catalog/parameter.ts';
import { fillSource, isRedisSource, namesIn, type ParameterSource } from '../../common/catalog/parameter-source.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Choices, ChoicesAnswer } from '../../common/choices.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Principal } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import type { RunnerClient } from '../runner/client.ts';
import { matchingInTime } from '../runs/bounded-match.ts';
import { checkParameters, targetName } from '../runs/parameters.ts';
import { permitReading } from '../runs/permission.ts';
import { findEnvironment, findRunbook, refuseTarget } from '../runs/plan.ts';
import { requireRunning } from '../runs/running.ts';

export interface ChoicesAsked {
  runbook: string;
  parameter: string;
  environment: string;
  /** of the parameters that its source depends on; what else is given is passed over */
  values: Readonly<Record<string, string>>;
}

export interface ChoicesDeps {
  catalog: CatalogStore;
  environments(): Environments;
  runner: RunnerClient;
  clock: Clock;
}

/** For so long the same is answered without asking again: a page has the same field in many steps. In milliseconds. */
const freshMs = 4_000;
/** Answers kept, of everybody's. */
const mostKept = 500;
/** One person's questions that reach an environment: some at once, then one in so many milliseconds. */
const [burst, everyMs] = [30, 1_000];

interface Kept {
  at: number;
  answer: Promise<Choices>;
}

/** Where a source is looked at, with all there is to know of it. */
interface Place {
  runbook: Runbook;
  environment: Environment;
  target: string | null;
  parameter: Parameter;
  filled: ParameterSource;
}

export class ChoicesDesk {
  readonly #deps: ChoicesDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #pace: RateLimit;

  constructor(deps: ChoicesDeps) {
    this.#deps = deps;
    this.#pace = new RateLimit(deps.clock, burst, everyMs);
  }

  /** Takes who asks and for what; gives the names there are that fit. Throws the named error of the first check that fails. */
  async of(principal: Principal, asked: ChoicesAsked): Promise<ChoicesAnswer> {
    const place = this.#placeOf(asked);
    permitReading(place, principal, this.#deps.clock.now());
    await requireRunning(this.#deps.runner, place.environment);
    const { at, answer } = this.#ask(principal, place);
    const { choices, more } = await answer;
    return { choices: fitting(place.parameter, choices), more, at };
  }

  #placeOf({ runbook: id, parameter: name, environment: where, values }: ChoicesAsked): Place {
    const runbook = findRunbook(this.#deps.catalog.require(), id);
    const environment = findEnvironment(runbook, this.#deps.environments(), where);
    const parameter = runbook.parameters.find((one) => one.name === name);
    if (parameter?.source === undefined) throw new HandrailError('not-found', { path: `the live choices of ${name.replace(/\W/g, '?').slice(0, 64)}` });
    const needed = new Set([targetName, ...namesIn(parameter.source)]);
    const taken = runbook.parameters.filter((one) => needed.has(one.name));
    const given = checkParameters(taken, Object.fromEntries(taken.flatMap((one) => (Object.hasOwn(values, one.name) ? [[one.name, values[one.name] ?? '']] : []))));
    const target = given[targetName] ?? null;
    if (target !== null) refuseTarget(target, environment.targets ?? []);
    const filled = fillSource(parameter.source, given);
    if ('problem' in filled) throw new HandrailError('choices-failed', { why: `Nothing could be looked up: ${filled.problem}` });
    return { runbook, environment, target, parameter, filled: filled.filled };
  }

  #ask({ person, groups }: Principal, { runbook, environment, target, filled }: Place): Kept {
    const asked = {
      person: person.id, groups: [...groups], environment: environment.name, rules: environment.digest, runbook: runbook.id,
      context: target === null ? null : runbook.targets[target]?.context ?? null, redis: isRedisSource(filled) ? runbook.redis : null, source: filled,
    };
    const key = JSON.stringify(asked);
    const now = this.#deps.clock.now();
    const known = this.#kept.get(key);
    if (known !== undefined && now - known.at < freshMs && now >= known.at) return known;
    if (!this.#pace.take(person.id)) throw new HandrailError('too-fast');
    const kept = { at: now, answer: this.#deps.runner.choices(asked) };
    this.#keep(key, kept);
    // What failed is asked again at once.
    kept.answer.catch(() => { if (this.#kept.get(key) === kept) this.#kept.delete(key); });
    return kept;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const [old, { at }] of this.#kept) {
      if (this.#kept.size <= mostKept && kept.at - at < freshMs) break;
      this.#kept.delete(old);
    }
  }
}

/** Offered is what the field would take; a pattern is tried on all of them in bounded time. */
function fitting(parameter: Parameter, names: readonly string[]): string[] {
  const tried = parameter.type === 'pattern' ? matchingInTime(`^(?:${parameter.pattern})$`, names) : new Set<string>();
  return [...new Set(names)].filter((name) => checkValue(parameter, name, (_, value) => tried.has(value)) === null);
}
