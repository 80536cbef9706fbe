/** A step's code: highlighted at build time, with a field where a parameter stands first, and its value beside it where it stands again. */
import { lazy, type ReactElement, type ReactNode, Suspense, useMemo, useState } from 'react';
import clsx from 'clsx';
import { checkValue } from '../../../common/catalog/parameter.ts';
import { setValue, targetName } from '../../client/page.ts';
import { patiently } from '../../client/patiently.ts';
import { head, mirror } from '../../remark/runnable-steps/short-form.ts';
import Unbroken from '../Unbroken';
import { linesOf, nameIn, type Token } from './code-lines.ts';
import Field, { type Entry, fieldId } from './Field';
import type { PageParameter, StepData } from './step-data.ts';
import type { StepNow } from './use-step.ts';
import field from './field.module.css';
import styles from './styles.module.css';

// What there is to choose from comes with the first field that is entered.
const Offer = lazy(patiently(() => import('../Offer')));

interface Props {
  step: StepData;
  /** how the code is coloured */
  tokens: string;
  now: StepNow;
  /** begins the ids of the fields */
  id: string;
  /** Run was pressed although a value does not fit: say so for all */
  strict: boolean;
}

export default function Code({ step, tokens, now, id, strict }: Props): ReactNode {
  const { values, page, wrong, state: { left } } = now;
  const [lines, unseen] = useMemo(() => drawnOf(step, tokens), [step, tokens]);
  const [touched, setTouched] = useState<readonly string[]>([]);
  const [entered, setEntered] = useState<{ entry: Entry; parameter: PageParameter } | null>(null);

  const propsOf = (parameter: PageParameter) => {
    const { name } = parameter;
    const value = values[name] ?? '';
    const hint = left[name] ?? ((strict || touched.includes(name)) && checkValue(parameter, value));
    const onChange = (next: string) => {
      setTouched([...touched.filter((one) => one !== name), name]);
      setValue(page, name, next);
    };
    return { parameter, value, said: hint ? hint.charAt(0).toUpperCase() + hint.slice(1) : '', onChange };
  };
  const drawLine = (tokens: readonly Token[]) => {
    const hints: ReactNode[] = [];
    return [tokens.map((token, place) => {
      const [text, kind] = token;
      if (!isNamed(token)) return drawToken(token, place);
      const name = nameIn(text);
      const parameter = kind === head && step.parameters.find((one) => one.name === name);
      const isWrong = name === wrong?.parameter.name;
      // The value is drawn by the style sheet, so that selecting and copying gives the text that runs.
      if (!parameter) return <span key={place} className={clsx(styles.parameter, isWrong && styles.wanting)} data-value={values[name] || 'fill in'}>{text}</span>;
      const { said, ...props } = propsOf(parameter);
      const own = fieldId(id, parameter);
      const hint = said ? `${own}-hint` : undefined;
      if (hint) hints.push(<span key={hint} id={hint} className={field.hint}>{said}</span>);
      return <Field key={place} {...props} id={own} text={text} isWrong={isWrong} hint={hint} onEnter={(entry) => { setEntered({ entry, parameter }); }} />;
    }), hints];
  };
  return (
    <>
      <pre className={styles.code} role="group" aria-label="What runs">
        <code>{lines.map((line, at) => <span key={at} className={styles.line}>{Array.isArray(line) ? drawLine(line) : line}{at < lines.length - 1 && '\n'}</span>)}</code>
      </pre>
      {unseen.length > 0 && <div className={field.unseen}>{drawLine(unseen)}</div>}
      {entered && <Suspense><Offer key={entered.parameter.name} page={page} entry={entered.entry} {...propsOf(entered.parameter)} onLeave={() => { setEntered(null); }} /></Suspense>}
    </>
  );
}

/** Whether a token is a parameter's name. */
function isNamed([, kind]: Token): boolean {
  return kind === head || kind === mirror;
}

function drawToken([text, kind]: Token, place: number): ReactElement {
  return <span key={place} className={kind || undefined}><Unbroken text={text} /></span>;
}

/** The lines, drawn already where they never change, and the parameters that stand nowhere in them: they have their fields below. */
function drawnOf({ parameters, source }: StepData, runs: string): [(ReactElement | Token[])[], Token[]] {
  const lines = linesOf(runs, source);
  const seen = lines.flat().map(([text, kind]) => (kind === head ? nameIn(text) : ''));
  const drawn = lines.map((line) => (line.some(isNamed) ? line : <>{line.map(drawToken)}</>));
  return [drawn, parameters.flatMap(({ name }): Token[] => (name === targetName || seen.includes(name) ? [] : [[name, head]]))];
}
