/** The parameters of a runbook, declared as its commands ask for them. */
import { parameterName, type ParameterType } from '../../../common/catalog/parameter.ts';
import { isReservedVariable } from '../../../common/catalog/variables.ts';

export interface Declaration {
  type: ParameterType;
  title?: string;
  choices?: string[];
  pattern?: string;
}

const kubernetes = /(?:^|_)(?:POD|NAMESPACE|NS|DEPLOYMENT|STATEFULSET|DAEMONSET|JOB|CRONJOB|CONFIGMAP|SECRET_NAME|NODE|PVC|INGRESS|SERVICEACCOUNT|REPLICASET|CONTAINER)(?:_NAME)?$/;
const numeric = /(?:^|_)(?:PORT|NUMBER|COUNT|REPLICAS|SECONDS|MINUTES|HOURS|DAYS|LINES|LIMIT|OFFSET|PARTITION|PARTITIONS|PID|REVISION|NUM|N)$/;
/** Words that need the word before them to say what they stand for. */
const vague = new Set(['NAME', 'ID', 'VALUE', 'X', 'XX', 'XXX', 'XXXX', 'NUMBER', 'N', 'NUM', 'STRING', 'TEXT', 'HERE', 'THING']);
const date = /^(?:YYYY-MM-DD|YYYYMMDD|DD-MM-YYYY)$/;

export class Parameters {
  readonly #declared = new Map<string, Declaration>();

  /** Every declaration, in the order of their first use. */
  get all(): ReadonlyMap<string, Declaration> {
    return this.#declared;
  }

  /** Takes a placeholder's text and the word before it; gives the name of its parameter, declared from now on. */
  declare(inside: string, before: string): string {
    const choices = inside.includes('|') ? inside.split('|').map((each) => each.trim()).filter((each) => each !== '') : inside.includes('/') && /^\w+(?:\/\w+)+$/.test(inside) ? inside.split('/') : [];
    const isChoice = choices.length > 1 && choices.every((choice) => /^[\w.:-]+$/.test(choice) && choice.length <= 30);
    if (date.test(inside)) return this.#add('DATE', { type: 'pattern', title: inside, pattern: inside.replace(/[A-Z]/g, '\\d') });
    const name = this.#nameOf(isChoice ? wordOf(before) || 'CHOICE' : inside, before);
    if (isChoice) return this.#add(name, { type: 'choice', title: inside, choices: [...new Set(choices)] });
    return this.#add(name, { type: typeOf(name, inside), title: inside });
  }

  /** Takes the name of a variable that a command uses and nothing sets; gives the name it is declared by. */
  declareVariable(variable: string): string {
    const name = this.#nameOf(variable, '');
    return this.#add(name, { type: typeOf(name, variable), title: variable });
  }

  #nameOf(inside: string, before: string): string {
    const bare = inside.replace(/^\$/, '').replace(/'s\b/g, '').normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').toUpperCase();
    const short = bare.replace(/^(?:YOUR|MY|THE|ENTER|REPLACE_WITH|INSERT)_(?=\w{2})/, '');
    const chosen = short === '' || isReservedVariable(short) ? bare : short;
    const told = vague.has(chosen) && wordOf(before) !== chosen ? [wordOf(before), chosen].filter((part) => part !== '').join('_') : chosen;
    const begun = /^[A-Z]/.test(told) ? told : `VALUE_${told}`;
    const cut = begun.slice(0, 60).replace(/_+$/, '');
    const allowed = isReservedVariable(cut) || cut === 'TARGET' ? `THE_${cut}` : cut;
    return parameterName.test(allowed) ? allowed : 'VALUE';
  }

  /** The same name with other choices is another parameter. */
  #add(name: string, declaration: Declaration): string {
    for (let count = 1; count < 1000; count += 1) {
      const tried = count === 1 ? name : `${name}_${count}`;
      const known = this.#declared.get(tried);
      if (known === undefined) {
        this.#declared.set(tried, declaration);
        return tried;
      }
      if (known.type === declaration.type && JSON.stringify(known.choices) === JSON.stringify(declaration.choices) && known.pattern === declaration.pattern) return tried;
    }
    return name;
  }
}

function wordOf(before: string): string {
  const word = /([A-Za-z][A-Za-z-]*)[\s=/:'"]*$/.exec(before)?.[1] ?? '';
  return word.replace(/[^A-Za-z]+/g, '_').toUpperCase();
}

function typeOf(name: string, inside: string): ParameterType {
  if (kubernetes.test(name) && !/[A-Z]\w*\s/.test(inside)) return 'name';
  return numeric.test(name) && !/IDENT/.test(name) ? 'integer' : 'text';
}
