/** The log of the Strimzi operator, which its pod puts out; and the pod without which the operator does nothing. */
import type { ControllerContext } from '../../cluster/controllers/controller.ts';
import type { Pod } from '../../cluster/pod.ts';
import { NoticeBoard } from '../notice-board.ts';
import { imageTag, leadingPod, type OperatorLabels } from '../operator-pod.ts';

export const operator: OperatorLabels = { namespace: 'strimzi', label: 'name', value: 'strimzi-cluster-operator' };

export class StrimziOperator {
  readonly #context: ControllerContext;
  readonly #board: NoticeBoard;
  #count = 0;

  /** Takes the cluster's insides and the network's folder. */
  constructor(context: ControllerContext, network: string) {
    this.#context = context;
    this.#board = new NoticeBoard(network, operator.namespace, 'strimzi-operator');
    this.#board.open('log');
  }

  /** The pod in whose name it works; null when there is none that is ready. */
  get leader(): Pod | null {
    return leadingPod(this.#context.storage, operator);
  }

  /** The operator's version, by its image. */
  get version(): string {
    const { leader } = this;
    return (leader && imageTag(leader)) ?? '';
  }

  /** Takes what it is about (`Kafka(namespace/name)`) and what to say; adds a line to the pod's log. */
  say(level: 'INFO' | 'WARN' | 'ERROR', about: string, message: string): void {
    this.#count += 1;
    const time = new Date(this.#context.clock.now()).toISOString().replace('T', ' ').slice(0, 19);
    this.#board.append('log', `${time} ${level.padEnd(5)} AbstractOperator - Reconciliation #${this.#count}(watch) ${about}: ${message.replace(/[\r\n]/g, ' ')}`);
  }
}
