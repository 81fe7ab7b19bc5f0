import type { Field } from './field.js';
import { fieldId } from './field.js';

interface FieldRowProps {
  readonly field: Field;
  readonly text: string;
  readonly problems: readonly string[];
  readonly isFixed: boolean;
  readonly onText: (text: string) => void;
}

/** A key: what it is, what is said of it, and what is wrong with that. */
export function FieldRow(props: FieldRowProps) {
  const { field, problems } = props;
  const id = fieldId(field.path);
  return (
    <div class={`field${problems.length > 0 ? ' wrong' : ''}`}>
      <label for={id}>{field.path}</label>
      <Control {...props} />
      {problems.length > 0 && (
        <p id={`${id}-problem`} class="warning">
          {problems.map((problem) => (
            <span key={problem}>{problem}</span>
          ))}
        </p>
      )}
      <p id={`${id}-hint`} class="remark">
        {field.description}
        {HOW[field.kind] === undefined ? '' : ` ${HOW[field.kind]}`}
      </p>
    </div>
  );
}

/** How the kinds are written that do not explain themselves. */
const HOW: Readonly<Partial<Record<Field['kind'], string>>> = {
  list: 'One a line.',
  environment: 'One NAME=value a line.',
  table: 'One name=value a line.',
  numbers: 'With commas between them.',
  json: 'As JSON.',
};
const SEVERAL_LINES: ReadonlySet<Field['kind']> = new Set(['list', 'environment', 'table', 'json']);

function Control({ field, text, problems, isFixed, onText }: FieldRowProps) {
  const id = fieldId(field.path);
  const described = {
    id,
    'aria-describedby': `${problems.length > 0 ? `${id}-problem ` : ''}${id}-hint`,
    'aria-invalid': problems.length > 0,
  };
  if (field.kind === 'choice') {
    return (
      <select {...described} value={text} onChange={(event) => onText(event.currentTarget.value)}>
        <option value="">{field.fallback === '' ? 'not said' : `not said: ${field.fallback}`}</option>
        {field.choices.map(({ text: name, value }) => (
          <option key={name} value={String(value)}>
            {name}
          </option>
        ))}
      </select>
    );
  }
  const written = { ...described, value: text, spellcheck: false, autocomplete: 'off', placeholder: placeholderOf(field) } as const;
  if (SEVERAL_LINES.has(field.kind) || field.path === 'command') {
    return <textarea {...written} rows={rowsOf(text)} onInput={(event) => onText(event.currentTarget.value)} />;
  }
  const mode = field.kind === 'number' ? ({ inputMode: 'numeric' } as const) : {};
  return <input {...written} {...mode} type="text" readOnly={isFixed} onInput={(event) => onText(event.currentTarget.value)} />;
}

/** Long lines are wrapped. */
function rowsOf(text: string): number {
  const rows = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 64)), 0);
  return Math.min(12, Math.max(2, rows));
}

function placeholderOf({ fallback, example }: Field): string {
  if (fallback !== '') return fallback;
  return example === '' ? '' : `e.g. ${example}`;
}
