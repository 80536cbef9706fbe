/** The operators of a world's clusters, each with the contexts it is installed in. */
import type { Controller, ControllerContext } from '../cluster/controllers/controller.ts';
import type { WorldParts } from '../parts.ts';
import { argo } from './argocd/operator.ts';
import { environments } from './argocd/phalanx.ts';
import { keda } from './keda/operator.ts';
import { strimzi } from './strimzi/operator.ts';

export interface OperatorPlace {
  /** name of the context it works in */
  context: string;
  parts: WorldParts;
  /** Takes a pod and a port; gives the path of a unix socket that leads there, good for some seconds, or null. */
  reachPod(namespace: string, pod: string, port: number): string | null;
  /** folder that pods of the network see as `/run/practice/pods`; write there by a `NoticeBoard` only */
  network: string;
  /** folder of the cluster, where an operator may keep what is no object in a folder of its own */
  folder: string;
}

/** Takes a cluster's insides and where it is; gives the operator's controllers. */
export type Operator = (context: ControllerContext, place: OperatorPlace) => readonly Controller[];

/** Takes a context's name; gives the operators installed there. */
export function operatorsOf(context: string): readonly Operator[] {
  return installed.filter(({ contexts }) => contexts.includes(context)).map(({ operator }) => operator);
}

const promptProcessing: readonly string[] = ['usdfdev-prompt-processing', 'usdfprod-prompt-processing'];

/** One line an operator. */
const installed: readonly { operator: Operator; contexts: readonly string[] }[] = [
  { operator: keda, contexts: promptProcessing },
  { operator: strimzi, contexts: promptProcessing },
  { operator: argo, contexts: Object.keys(environments) },
];
