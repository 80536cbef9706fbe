/**
 * Words that are in messages of every kind. A runbook that has only such words in common with a message does not speak of it:
 * “not found”, “could not”, “connection refused” and “the server” are said by every tool, of everything.
 */
import { smallWords } from './query.ts';

const ofMessages = `
  abort aborted access action again allow allowed already another answer api app application argument attempt available bad because been before begin body broken but call called cannot
  change check client close closed code command commands completed condition configuration configured connect connecting connection container content context controller
  could couldn create created data denied detail details did disabled does done down due empty enabled endpoint ended err error errors event events exceeded exception
  exec exist exists exit expected expired failed failing failure false fatal field file files find finished first for forbidden found free from full get give given group had has have
  help host http https if image info input instance internal invalid io item job jobs key kind last left level likely line list listed load local log login logged made make may
  memory message messages method missing more most must name namespace namespaces need needed network new next no node nodes none not nothing null number object occurred off ok
  old one only open operation option other out output own panic password path paused permission permitted please pod pods port problem process processing program pull
  put query read ready reason reconnect refused rejected remote remove request requests required reset resource resources response restart restarted result resume
  retry return returned right run running same see seen send server service session set should some specified specify start started state status step still stop stopped such
  syntax system target task tasks terminated than their them then these they thing this time timed timeout token too topic true try type unable unauthorized unavailable
  unexpected unhealthy unknown unsupported until up update url use used user using valid value values version wait waiting warn warning were will without work working would write wrong
`;
/** What Kubernetes and its operators call what they keep. */
const ofKinds = `
  applications clusterrole configmap configmaps cronjob cronjobs customresourcedefinition daemonset daemonsets deployment deployments endpoints ingress kafka kafkatopic kafkatopics
  persistentvolumeclaim replicaset replicasets role rolebinding scaledjob scaledjobs scaledobject secret secrets serviceaccount services statefulset statefulsets
`;

const general: ReadonlySet<string> = new Set(`${ofMessages} ${ofKinds}`.split(/\s+/));

/** Takes a word in lower case; tells whether it says nothing of what a message is about. */
export function isGeneral(word: string): boolean {
  return word.length < 2 || general.has(word) || smallWords.has(word) || !/\p{L}/u.test(word);
}
