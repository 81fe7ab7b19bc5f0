import { useEffect, useRef } from 'preact/hooks';
import type { FieldGroup } from './field.js';
import { fieldId } from './field.js';
import type { Texts } from './draft.js';
import type { FormProblems } from './field-problems.js';
import { FieldRow } from './field-row.js';
import { BASICS } from './schema-fields.js';

interface DefinitionFormProps {
  readonly groups: readonly FieldGroup[];
  readonly texts: Texts;
  readonly problems: FormProblems;
  readonly isBusy: boolean;
  /** The name of what exists cannot be another one. */
  readonly isNameFixed: boolean;
  /** What the button says that ends it. */
  readonly action: string;
  readonly onText: (path: string, text: string) => void;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
}

/** A definition to be written: what most of them say, and the rest behind a summary each. */
export function DefinitionForm(props: DefinitionFormProps) {
  const { groups, problems, isBusy, action, onSubmit, onCancel } = props;
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="definition" onSubmit={submit} aria-label="Definition">
      <Summary problems={problems} />
      {groups.map((group) => (
        <Group key={group.title} {...props} group={group} />
      ))}
      <div class="answers">
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Asking the daemon …' : action}
        </button>
      </div>
    </form>
  );
}

/** Takes the focus when something is wrong, and leads to each of it. */
function Summary({ problems }: { readonly problems: FormProblems }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [problems]);
  const paths = Object.keys(problems.fields);
  if (paths.length === 0 && problems.whole.length === 0) return null;
  return (
    <div class="card summary-of-problems" role="alert" tabIndex={-1} ref={box}>
      <h2>The daemon does not take it</h2>
      <ul>
        {problems.whole.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
        {paths.map((path) => (
          <li key={path}>
            <button type="button" class="linklike" onClick={() => document.getElementById(fieldId(path))?.focus()}>
              {path}
            </button>{' '}
            {problems.fields[path]?.join('; ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Group(props: DefinitionFormProps & { readonly group: FieldGroup }) {
  const { group, texts, problems, isNameFixed, onText } = props;
  const rows = group.fields.map((field) => (
    <FieldRow
      key={field.path}
      field={field}
      text={texts[field.path] ?? ''}
      problems={problems.fields[field.path] ?? []}
      isFixed={isNameFixed && field.path === 'name'}
      onText={(text) => onText(field.path, text)}
    />
  ));
  if (group.title === BASICS) {
    return (
      <fieldset class="card">
        <legend>{group.title}</legend>
        {rows}
      </fieldset>
    );
  }
  const said = group.fields.filter(({ path }) => (texts[path] ?? '') !== '').length;
  const isWrong = group.fields.some(({ path }) => problems.fields[path] !== undefined);
  return (
    <details class="card" open={said > 0 || isWrong}>
      <summary>
        {group.title} <span class="remark">{said === 0 ? 'as by default' : `${said} said`}</span>
      </summary>
      {rows}
    </details>
  );
}
