import type { ProcessDefinitionDto } from '#contract';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { confirmed } from '../parts/confirm.js';
import { guardLeaving } from '../parts/leave-guard.js';
import { notify } from '../parts/notices-store.js';
import type { PageProps } from '../parts/page-loader.js';
import { hrefOf, processHref } from '../parts/place.js';
import { may } from '../session/session.js';
import { consequencesOf, isNoChange, placeOfDefinition } from './change-text.js';
import './define.css';
import { DefinitionForm } from './definition-form.js';
import type { FieldGroup } from './field.js';
import { originText } from './origin-text.js';
import { readFields } from './read-fields.js';
import { useDraft } from './use-draft.js';

/** The definition of a process, to be changed. */
export function EditPage({ name }: PageProps) {
  const { answer, error } = useAsked((signal) => Promise.all([readFields(signal), ask('processDefinition', { name }, { signal })]), name);
  return (
    <main class="process define">
      <nav aria-label="Where this is">
        <a href={hrefOf('processes')}>Processes</a> / <a href={processHref(name)}>{name}</a> / <span aria-current="page">Edit</span>
      </nav>
      <h1>Edit {answer?.[1].name ?? name}</h1>
      {error !== null && <p class="warning">{error}</p>}
      {answer === null ? (
        error === null && <p>Reading the definition …</p>
      ) : (
        <Editor groups={answer[0]} definition={answer[1]} name={name} />
      )}
    </main>
  );
}

interface EditorProps {
  readonly groups: readonly FieldGroup[];
  readonly definition: ProcessDefinitionDto;
  readonly name: string;
}

function Editor({ groups, definition, name }: EditorProps) {
  const draft = useDraft(groups, definition.spec as unknown as Readonly<Record<string, unknown>>, `What you changed of ${definition.name}`);
  if (!may('admin')) return <p class="warning">Changing definitions needs the role admin.</p>;
  if (!definition.changeable) return <p class="warning">{originText(definition)}</p>;
  const back = (): void => void (location.hash = processHref(name));
  const save = async (): Promise<void> => {
    const foreseen = await draft.handIn((body) => ask('update', {}, { body, query: { dry_run: true } }));
    if (foreseen === null) return;
    if (isNoChange(foreseen)) {
      tellGood(`${definition.name} is defined like this already`);
      return;
    }
    const text = [...consequencesOf(foreseen), placeOfDefinition(definition)].join(' ');
    const action = foreseen.restarted.length > 0 ? 'Save and restart' : 'Save';
    if (!(await confirmed({ title: `Save the definition of ${definition.name}?`, text, names: [], action }))) return;
    const done = await draft.handIn((body) => ask('update', {}, { body }));
    if (done === null) return;
    guardLeaving('');
    tellGood(`${definition.name}: saved`, done.restarted.length === 0 ? [] : [`restarted: ${done.restarted.join(', ')}`]);
    location.hash = done.removed.includes(name) ? hrefOf('processes') : processHref(name);
  };
  return (
    <>
      <p class="remark">{originText(definition)}</p>
      <DefinitionForm {...draft} isNameFixed action="Save …" onText={draft.write} onSubmit={() => void save()} onCancel={back} />
    </>
  );
}

function tellGood(text: string, details: readonly string[] = []): void {
  notify({ tone: 'busy', text }).become({ tone: 'good', text, details });
}
