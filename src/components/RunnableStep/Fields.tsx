/** The parameters of a step, to fill in. A parameter has one value for the whole page. */
import { type ReactNode, useState } from 'react';
import { checkValue, type Parameter } from '../../../common/catalog/parameter.ts';
import { setValue } from '../../client/page.ts';
import type { StepNow } from './use-step.ts';
import form from './form.module.css';

interface Props {
  /** begins the ids of the fields */
  id: string;
  now: StepNow;
  parameters: readonly Parameter[];
  /** Run was pressed although a value does not fit: say so for all */
  strict: boolean;
}

export default function Fields({ id, now, parameters, strict }: Props): ReactNode {
  if (parameters.length === 0) return null;
  return (
    <div className={form.fields}>
      {parameters.map((parameter) => (
        <Field key={parameter.name} id={fieldId(id, parameter)} parameter={parameter} strict={strict}
          value={now.values[parameter.name] ?? ''} onChange={(value) => { setValue(now.page, parameter.name, value); }} />
      ))}
    </div>
  );
}

/** Takes a step's element id and a parameter; gives the id of its field. */
export function fieldId(step: string, parameter: Parameter): string {
  return `${step}-${parameter.name.toLowerCase()}`;
}

interface FieldProps {
  id: string;
  parameter: Parameter;
  value: string;
  strict: boolean;
  onChange(value: string): void;
}

function Field({ id, parameter, value, strict, onChange }: FieldProps): ReactNode {
  const [touched, setTouched] = useState(false);
  const hint = touched || strict ? checkValue(parameter, value) : null;
  const shared = {
    id, value, className: form.input, 'aria-invalid': hint !== null, 'aria-describedby': hint === null ? undefined : `${id}-hint`,
    onChange(event: { target: { value: string } }) {
      setTouched(true);
      onChange(event.target.value);
    },
  };
  return (
    <div className={form.field}>
      <label htmlFor={id} title="One value for the whole page">
        {parameter.title === parameter.name ? <code>{parameter.name}</code> : <>{parameter.title} <code>{parameter.name}</code></>}
      </label>
      {parameter.type === 'choice' ? (
        <select {...shared}>
          {!parameter.choices.includes(value) && <option value={value}>{value || 'Choose…'}</option>}
          {parameter.choices.map((choice) => <option key={choice}>{choice}</option>)}
        </select>
      ) : (
        <input {...shared} type="text" inputMode={parameter.type === 'integer' ? 'numeric' : 'text'} autoComplete="off"
          autoCapitalize="off" spellCheck={false} size={Math.min(40, Math.max(14, value.length + 2))} />
      )}
      {hint !== null && <span id={`${id}-hint`} className={form.fieldHint}>{capital(hint)}</span>}
    </div>
  );
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
